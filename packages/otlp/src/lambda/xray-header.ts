// The X-Ray trace header: fields in any order, unknown ones among them, `Parent` and `Sampled` only sometimes there.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html

export interface XrayHeader {
  /** As OpenTelemetry writes it, 32 hexadecimal digits. */
  readonly traceId: string;
  /** `Root` as it stands. */
  readonly root: string;
  readonly parentSpanId: string | undefined;
  /** Only then is there anything behind `parentSpanId`. */
  readonly isSampled: boolean;
}

const ROOT = /^1-([\da-f]{8})-([\da-f]{24})$/i;
const PARENT = /^[\da-f]{16}$/i;

/** `undefined` where there is no header, or none that names a trace. */
export function parseXrayHeader(header: unknown): XrayHeader | undefined {
  if (typeof header !== 'string') return undefined;
  const fields = new Map<string, string>();
  for (const field of header.split(';')) {
    const mark = field.indexOf('=');
    fields.set(field.slice(0, mark).trim().toLowerCase(), field.slice(mark + 1).trim());
  }
  const root = fields.get('root') ?? '';
  const [, seconds, rest] = ROOT.exec(root) ?? [];
  if (seconds === undefined) return undefined;
  const parent = fields.get('parent') ?? '';
  return {
    traceId: (seconds + rest).toLowerCase(),
    root,
    parentSpanId: PARENT.test(parent) && !/^0+$/.test(parent) ? parent.toLowerCase() : undefined,
    isSampled: fields.get('sampled') === '1',
  };
}
