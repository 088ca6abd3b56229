// A function URL's request (payload format 2.0) as the routes take it. Pure.
import { TracelakeError } from '@tracelake/schema';

export interface FunctionUrlEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Function URLs give cookies apart from the headers. */
  readonly cookies?: readonly string[];
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly requestId?: string;
    readonly http: { readonly method: string; readonly sourceIp?: string };
  };
}

export interface ServiceRequest {
  readonly method: string;
  /** With its query string. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
}

/** The body is whole already. */
const LEFT_OUT = new Set(['content-length', 'transfer-encoding', 'connection']);

/** Throws `invalid_request` for an event of anything else: a test in the console, a schedule. */
export function serviceRequest(event: FunctionUrlEvent): ServiceRequest {
  if (!isOfUrl(event)) {
    throw new TracelakeError('invalid_request', 'This is no request of the function URL.', {
      hint: 'Ask the URL of the function; it answers nothing else.',
    });
  }
  const { rawPath, rawQueryString = '', headers = {}, cookies = [], body, isBase64Encoded = false } = event;
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const lowerCase = name.toLowerCase();
    if (value !== undefined && !LEFT_OUT.has(lowerCase)) kept[lowerCase] = value;
  }
  if (cookies.length > 0) kept['cookie'] = cookies.join('; ');
  return {
    method: event.requestContext.http.method,
    url: rawQueryString === '' ? rawPath : `${rawPath}?${rawQueryString}`,
    headers: kept,
    body: body === undefined || body === null ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
  };
}

function isOfUrl(event: unknown): boolean {
  const { rawPath, requestContext } = (event ?? {}) as Partial<FunctionUrlEvent>;
  return typeof rawPath === 'string' && typeof requestContext?.http?.method === 'string';
}
