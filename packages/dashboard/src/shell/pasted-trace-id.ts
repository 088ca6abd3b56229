// What was pasted to go to: an address of this page, or the trace id in whatever else it is, an id, a traceparent, a log line with AWS X-Ray's way to
// write it. Pure.

const PLAIN = /(?:^|[^0-9a-f])([0-9a-f]{32})(?:$|[^0-9a-f])/i;
/** `1-5759e988-bd862e3fe1be46a994272793`, as Lambda logs it. */
const X_RAY = /(?:^|[^0-9a-z])1-([0-9a-f]{8})-([0-9a-f]{24})(?:$|[^0-9a-f])/i;

export function pastedTraceId(text: string): string | null {
  const [, plain] = PLAIN.exec(text) ?? [];
  const [, seconds = '', rest = ''] = X_RAY.exec(text) ?? [];
  const id = (plain ?? seconds + rest).toLowerCase();
  return id === '' ? null : id;
}

/** Path and question of an address of this very page; null of any other text. */
export function pastedAddress(text: string, origin: string): string | null {
  if (/\s/.test(text) || !URL.canParse(text)) return null;
  const url = new URL(text);
  return url.origin === origin ? `${url.pathname}${url.search}` : null;
}
