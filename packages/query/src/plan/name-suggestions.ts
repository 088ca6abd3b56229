// Names near to one that does not exist.
import { editDistance } from '@tracelake/schema';

const MAX_SUGGESTIONS = 5;
/** Senders can make any number of keys; an error must stay cheap. */
const MAX_NAMES_COMPARED = 10_000;

/** Best first: the name inside a longer one or the other way round, then few edits. At most five. */
export function suggestNames(wanted: string, names: Iterable<string>): string[] {
  const ranked: { name: string; distance: number }[] = [];
  let compared = 0;
  for (const name of names) {
    if (++compared > MAX_NAMES_COMPARED) break;
    const distance = nameDistance(wanted.toLowerCase(), name.toLowerCase());
    if (distance !== undefined) ranked.push({ name, distance });
  }
  ranked.sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  return [...new Set(ranked.map(({ name }) => name))].slice(0, MAX_SUGGESTIONS);
}

function nameDistance(wanted: string, name: string): number | undefined {
  const [a, b] = [plain(wanted), plain(name)];
  const isPart = a.length < b.length ? isPartOf(a, name) : isPartOf(b, wanted);
  if (a.length >= 3 && b.length >= 3 && isPart) {
    return Math.abs(a.length - b.length) / Math.max(a.length, b.length);
  }
  // One edit makes any letter any other.
  const limit = Math.min(Math.max(1, Math.floor(a.length / 3)), a.length - 1);
  if (Math.abs(a.length - b.length) > limit) return undefined;
  const edits = editDistance(a, b);
  return edits <= limit ? edits : undefined;
}

/** From a word's beginning on: `route` of `http.route`, but not the `nme` of `exception.message` without its dot. */
function isPartOf(part: string, name: string): boolean {
  let rest = '';
  for (const word of name.split(/[^\p{L}\p{N}]+/u).reverse()) {
    rest = word + rest;
    if (rest.startsWith(part)) return true;
  }
  return false;
}

/** `http_route`, `http.route` and `httpRoute` are one name to a person. */
function plain(name: string): string {
  return name.replace(/[^\p{L}\p{N}]/gu, '');
}
