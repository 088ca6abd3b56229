// Encodes plain OTLP requests as OTLP/JSON: hexadecimal ids, 64-bit integers as text, bytes as base64.
import type { OtlpTraceRequest } from './otlp-request.ts';

export interface OtlpJsonOptions {
  /** 64-bit integers as bare numbers of all their digits instead of text; readers must take both. */
  readonly integersAsNumbers?: boolean;
}

const ID_FIELDS = new Set(['traceId', 'spanId', 'parentSpanId']);

/** The request as OTLP/JSON text. */
export function encodeOtlpJson(request: OtlpTraceRequest, options: OtlpJsonOptions = {}): string {
  return jsonText(request, '', options);
}

function jsonText(value: unknown, field: string, options: OtlpJsonOptions): string {
  if (typeof value === 'bigint') return options.integersAsNumbers ? value.toString() : `"${value}"`;
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return '-0';
  if (value instanceof Uint8Array) return JSON.stringify(ID_FIELDS.has(field) ? hexText(value) : base64Text(value));
  if (Array.isArray(value)) return `[${value.map((item) => jsonText(item, field, options)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return `{${members.map(([name, member]) => `"${name}":${jsonText(member, name, options)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

export function hexText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function base64Text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

export function bytesOfHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'hex'));
}
