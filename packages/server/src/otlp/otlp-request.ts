// What an OTLP request's line and headers say, checked before a byte of its body is read. Pure.
// Source: opentelemetry-proto docs/specification.md, "OTLP/HTTP Request".
import { type BodyFormat, TracelakeError } from '@tracelake/schema';

export const TRACES_PATH = '/v1/traces';

const OTHER_SIGNALS: Readonly<Record<string, string>> = {
  '/v1/metrics': 'metrics',
  '/v1/logs': 'logs',
  '/v1development/profiles': 'profiles',
};

const FORMAT_BY_MEDIA_TYPE: Readonly<Record<string, BodyFormat>> = {
  'application/x-protobuf': 'otlpProtobuf',
  'application/json': 'otlpJson',
};

const MEDIA_TYPE_BY_FORMAT: Readonly<Record<BodyFormat, string>> = {
  otlpProtobuf: 'application/x-protobuf',
  otlpJson: 'application/json',
};

export type BodyEncoding = 'identity' | 'gzip' | 'deflate';

/** Throws `signal_not_supported` for OTLP's other signals, `not_found` for anything else. */
export function checkPath(path: string): void {
  if (path === TRACES_PATH) return;
  if (Object.hasOwn(OTHER_SIGNALS, path)) {
    throw new TracelakeError('signal_not_supported', `${path}: ${OTHER_SIGNALS[path]} are not taken, only traces.`, {
      details: { path, signal: OTHER_SIGNALS[path] },
    });
  }
  throw new TracelakeError('not_found', `There is nothing at ${path.slice(0, 200)} on this port.`, {
    details: { path: path.slice(0, 200) },
    hint: `Send spans to POST ${TRACES_PATH}: OTEL_EXPORTER_OTLP_ENDPOINT is the address without a path, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT is the whole address.`,
  });
}

/** Throws `method_not_allowed`. */
export function checkMethod(method: string): void {
  if (method === 'POST') return;
  throw new TracelakeError('method_not_allowed', `${method} does not fit ${TRACES_PATH}; spans are sent by POST.`, {
    details: { method, allowed: ['POST'] },
  });
}

const CHARSET = /;\s*charset\s*=\s*"?([^\s";]*)/i;
/** ASCII is UTF-8. */
const UTF_8 = /^(?:utf-?8|us-ascii|)$/i;

/** Parameters do not matter, but for a `charset` of JSON that is none of its own. Throws `unsupported_media_type`. */
export function formatOf(contentType: string | undefined): BodyFormat {
  const mediaType = (contentType ?? '').split(';', 1)[0].trim().toLowerCase();
  if (Object.hasOwn(FORMAT_BY_MEDIA_TYPE, mediaType)) {
    const format = FORMAT_BY_MEDIA_TYPE[mediaType];
    if (format === 'otlpJson') checkCharset(contentType ?? '');
    return format;
  }
  const supported = Object.keys(FORMAT_BY_MEDIA_TYPE);
  const message =
    contentType === undefined
      ? 'The request has no Content-Type.'
      : `The Content-Type ${JSON.stringify(contentType.slice(0, 100))} is not supported.`;
  throw new TracelakeError('unsupported_media_type', message, {
    details: { contentType: contentType?.slice(0, 100) ?? null, supported },
  });
}

/** Read as UTF-8, other texts would be stored as something else, silently. */
function checkCharset(contentType: string): void {
  const charset = CHARSET.exec(contentType)?.[1] ?? '';
  if (UTF_8.test(charset)) return;
  const shown = charset.slice(0, 40);
  throw new TracelakeError(
    'unsupported_media_type',
    `The charset ${JSON.stringify(shown)} is not that of JSON, UTF-8.`,
    {
      details: {
        contentType: contentType.slice(0, 100),
        supported: ['application/json', 'application/json; charset=utf-8'],
      },
      hint: 'Encode the body as UTF-8 (RFC 8259), and leave the charset out.',
    },
  );
}

/** Throws `unsupported_encoding`. */
export function encodingOf(contentEncoding: string | undefined): BodyEncoding {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === '' || encoding === 'identity') return 'identity';
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  // Some SDKs offer it beside gzip.
  if (encoding === 'deflate') return 'deflate';
  throw new TracelakeError(
    'unsupported_encoding',
    `The Content-Encoding ${JSON.stringify(encoding.slice(0, 100))} is not supported.`,
    { details: { contentEncoding: encoding.slice(0, 100), supported: ['identity', 'gzip', 'deflate'] } },
  );
}

/** Throws `body_too_large` when the announced length is over the limit; a missing length is checked while reading. */
export function checkContentLength(contentLength: string | undefined, maxBytes: number): void {
  if (contentLength === undefined || Number(contentLength) <= maxBytes) return;
  throw bodyTooLarge(`The body is ${contentLength} bytes`, maxBytes);
}

export function bodyTooLarge(found: string, maxBytes: number): TracelakeError {
  return new TracelakeError('body_too_large', `${found}; the limit is ${maxBytes} bytes.`, {
    details: { limitBytes: maxBytes },
    hint: 'Send fewer spans in one request: OTEL_BSP_MAX_EXPORT_BATCH_SIZE sets how many an SDK puts in.',
  });
}

export function mediaTypeOf(format: BodyFormat): string {
  return MEDIA_TYPE_BY_FORMAT[format];
}
