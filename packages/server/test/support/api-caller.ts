// Calls the API as any client does, and holds every JSON answer against the OpenAPI document.
import type { LocalServer } from '../../src/index.ts';
import { expectDocumented } from './openapi-check.ts';

export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of many shapes
  readonly json: any;
}

export interface ApiCall {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Not held against the document: paths and methods that are not in it. */
  readonly undocumented?: boolean;
}

export async function call(server: LocalServer, method: string, path: string, parts: ApiCall = {}): Promise<ApiAnswer> {
  const { body, headers = {}, undocumented = false } = parts;
  const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
  const response = await fetch(`${server.apiUrl}${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...content,
  });
  const text = await response.text();
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0];
  const json = mediaType.endsWith('json') && mediaType !== 'application/x-ndjson' ? JSON.parse(text) : undefined;
  if (json !== undefined && !undocumented) {
    expectDocumented(method, path.split('?')[0], response.status, mediaType, json);
  }
  return { status: response.status, headers: response.headers, text, json };
}
