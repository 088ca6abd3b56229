// The API as commands use it, whoever answers: a running server, or the same routes over a folder in this process.
import { isErrorCode, TracelakeError } from '@tracelake/schema';
import { foreignAnswer, unreadableAnswer } from './foreign-answer.ts';

export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** With its query string. */
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array>;
}

export interface ApiClient {
  /** Where the answers come from, for people. */
  readonly place: string;
  /** Any status; the body is read by whoever asks. Throws `server_unreachable`. */
  send(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>;
  close(): Promise<void>;
}

/** The answer's bytes. Throws the TracelakeError that an error answer describes. */
export async function askForStream(
  client: ApiClient,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  const answer = await client.send(request, signal);
  if (answer.status >= 200 && answer.status < 300) return answer.body;
  throw errorOf(answer.status, await textOf(answer.body));
}

export async function askForText(client: ApiClient, request: ApiRequest, signal: AbortSignal): Promise<string> {
  return textOf(await askForStream(client, request, signal));
}

export async function askForJson<T>(client: ApiClient, request: ApiRequest, signal: AbortSignal): Promise<T> {
  const text = await askForText(client, request, signal);
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw unreadableAnswer(text, error);
  }
}

/** A problem document, or at least its status, as the error it stands for. */
export function errorOf(status: number, text: string): TracelakeError {
  const problem = parseProblem(text);
  if (typeof problem?.['code'] !== 'string' || !isErrorCode(problem['code'])) {
    return foreignAnswer(status, text);
  }
  return new TracelakeError(problem['code'], String(problem['detail'] ?? problem['title'] ?? ''), {
    details: (problem['details'] ?? {}) as Record<string, unknown>,
    hint: String(problem['hint'] ?? ''),
  });
}

function parseProblem(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? (value as Record<string, unknown> | null) : null;
  } catch {
    return null;
  }
}

export async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
