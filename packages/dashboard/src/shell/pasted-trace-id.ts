// The trace id in whatever was pasted: an id, a traceparent, an address of the page, a log line with AWS X-Ray's way to write it. Pure.

const PLAIN = /(?:^|[^0-9a-f])([0-9a-f]{32})(?:$|[^0-9a-f])/i;
/** `1-5759e988-bd862e3fe1be46a994272793`, as Lambda logs it. */
const X_RAY = /(?:^|[^0-9a-z])1-([0-9a-f]{8})-([0-9a-f]{24})(?:$|[^0-9a-f])/i;

export function pastedTraceId(text: string): string | null {
  const [, plain] = PLAIN.exec(text) ?? [];
  const [, seconds = '', rest = ''] = X_RAY.exec(text) ?? [];
  const id = (plain ?? seconds + rest).toLowerCase();
  return id === '' ? null : id;
}
