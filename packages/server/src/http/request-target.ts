// What a request asks for, by its first line. Pure.

/** A scheme and an authority in front of the path, as a sender puts them that believes it talks to a proxy (RFC 9112, 3.2.2). */
const ABSOLUTE = /^https?:\/\/[^/?#]*/i;

/** Path and query of a request target, in whichever form it was written. */
export function originForm(target: string): string {
  const origin = ABSOLUTE.exec(target)?.[0];
  if (origin === undefined) return target;
  const rest = target.slice(origin.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}
