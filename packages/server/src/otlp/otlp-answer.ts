// OTLP's answers in the sender's own content type: ExportTraceServiceResponse, or google.rpc.Status for an error.
// Source: opentelemetry-proto docs/specification.md, "OTLP/HTTP Response".
import { encodeExportResponse, encodeStatus } from '@tracelake/otlp';
import { type BodyFormat, type DecodeResult, ERROR_TABLE, type TracelakeError } from '@tracelake/schema';
import { retryAfterOf } from '../http/problem.ts';
import { mediaTypeOf } from './otlp-request.ts';

export interface OtlpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** google.rpc.Code by HTTP status; anything else is UNKNOWN (2). */
const RPC_CODES: Readonly<Record<number, number>> = {
  400: 3, // INVALID_ARGUMENT
  401: 16, // UNAUTHENTICATED
  403: 7, // PERMISSION_DENIED
  404: 12, // UNIMPLEMENTED
  405: 12,
  413: 8, // RESOURCE_EXHAUSTED
  415: 3,
  429: 8,
  500: 13, // INTERNAL
  502: 14, // UNAVAILABLE
  503: 14,
  504: 14,
};

/** 200 with `partial_success` set only when spans were left out or there is something to say. */
export function successAnswer(format: BodyFormat, result: DecodeResult): OtlpAnswer {
  return {
    status: 200,
    headers: { 'content-type': mediaTypeOf(format) },
    body: encodeExportResponse(format, { rejectedSpans: result.rejected, errorMessage: result.message }),
  };
}

/** Senders retry 429, 502, 503 and 504 only, after the time in Retry-After. */
export function errorAnswer(format: BodyFormat, error: TracelakeError): OtlpAnswer {
  const { status } = ERROR_TABLE[error.code];
  const headers: Record<string, string> = { 'content-type': mediaTypeOf(format) };
  const retryAfter = retryAfterOf(error);
  if (retryAfter !== undefined) headers['retry-after'] = retryAfter;
  if (error.code === 'method_not_allowed') headers['allow'] = 'POST';
  if (error.code === 'unauthorized') headers['www-authenticate'] = 'Bearer';
  const message = `${error.code}: ${error.message.replace(/\.?$/, '.')} ${error.hint}`;
  return { status, headers, body: encodeStatus(format, { code: RPC_CODES[status] ?? 2, message }) };
}
