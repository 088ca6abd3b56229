// The receiver's answers as bytes, in the sender's own format.
// Source: opentelemetry-proto docs/specification.md, "OTLP/HTTP Response"; google/rpc/status.proto.
import type { BodyFormat } from '@tracelake/schema';
import { encodeUtf8 } from './bytes/utf8.ts';

export interface ExportOutcome {
  /** Spans that were left out. */
  readonly rejectedSpans: number;
  /** Why; with no span left out it is a warning. Empty when there is nothing to say. */
  readonly errorMessage: string;
}

export interface RpcStatus {
  /** google.rpc.Code. */
  readonly code: number;
  readonly message: string;
}

/** ExportTraceServiceResponse. `partial_success` is set only when there is something to say, as the specification asks. */
export function encodeExportResponse(format: BodyFormat, outcome: ExportOutcome): Uint8Array {
  const { rejectedSpans, errorMessage } = outcome;
  const isFullSuccess = rejectedSpans === 0 && errorMessage === '';
  if (format === 'otlpJson') {
    // 64-bit integers are text in OTLP/JSON; members with their default value are left out.
    const partialSuccess = {
      ...(rejectedSpans === 0 ? {} : { rejectedSpans: String(rejectedSpans) }),
      ...(errorMessage === '' ? {} : { errorMessage }),
    };
    return encodeUtf8(JSON.stringify(isFullSuccess ? {} : { partialSuccess }));
  }
  if (isFullSuccess) return new Uint8Array(0);
  return contentField(1, concatenate(numberField(1, rejectedSpans), textField(2, errorMessage)));
}

/** google.rpc.Status, without details. */
export function encodeStatus(format: BodyFormat, status: RpcStatus): Uint8Array {
  if (format === 'otlpJson') return encodeUtf8(JSON.stringify({ code: status.code, message: status.message }));
  return concatenate(numberField(1, status.code), textField(2, status.message));
}

/** `value` is a whole number from 0 to 2^53. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}

/** Default values are left out, as proto3 does. */
function numberField(field: number, value: number): Uint8Array {
  return value === 0 ? new Uint8Array(0) : concatenate(varint(field * 8), varint(value));
}

function textField(field: number, text: string): Uint8Array {
  return text === '' ? new Uint8Array(0) : contentField(field, encodeUtf8(text));
}

function contentField(field: number, content: Uint8Array): Uint8Array {
  return concatenate(varint(field * 8 + 2), varint(content.length), content);
}

function concatenate(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let position = 0;
  for (const part of parts) {
    joined.set(part, position);
    position += part.length;
  }
  return joined;
}
