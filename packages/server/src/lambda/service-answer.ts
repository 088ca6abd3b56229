// What the service answers, whatever form Lambda wants it in: status, headers, and the body as a stream.
import type { Readable } from 'node:stream';

export interface ServiceAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Each a Set-Cookie, which Lambda takes apart from the headers. */
  readonly cookies?: readonly string[];
  readonly body: Readable;
}

/** On every answer. The service shows no page of others, in no frame, and nothing of it is kept by a cache. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};
