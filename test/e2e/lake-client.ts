// What the tests ask a running lake, over its public HTTP API and its OTLP port.
import { encodeOtlpProtobuf, type OtlpTraceRequest } from '@tracelake/testkit';
import type { RunningLake } from './tracelake-process.ts';

export interface SqlAnswer {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly stats: Readonly<Record<string, unknown>>;
}

export interface Problem {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly hint: string;
}

/** The range covers the whole lake unless said otherwise; `fast` shows what is stored twice, too. Throws with the problem's text. */
export async function askSql(
  lake: Pick<RunningLake, 'apiUrl'>,
  sql: string,
  range: { start?: string; end?: string } = { start: '0', end: '9223372036854775807' },
  duplicates: 'exact' | 'fast' = 'exact',
): Promise<SqlAnswer> {
  const response = await postJson(`${lake.apiUrl}/api/v1/sql`, { sql, limit: 1_000_000, duplicates, ...range });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}\n${sql}`);
  return JSON.parse(text) as SqlAnswer;
}

/** Rows as objects by column name. */
export async function askRows(
  lake: Pick<RunningLake, 'apiUrl'>,
  sql: string,
  range?: { start?: string; end?: string },
): Promise<Record<string, unknown>[]> {
  const { columns, rows } = await askSql(lake, sql, range);
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index]])));
}

export async function askCount(lake: Pick<RunningLake, 'apiUrl'>): Promise<number> {
  const { rows } = await askSql(lake, 'SELECT count(*) FROM spans');
  return Number(rows[0][0]);
}

export async function getJson(url: string): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(url);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

export function postJson(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
}

export function postOtlp(
  lake: Pick<RunningLake, 'otlpUrl'>,
  request: OtlpTraceRequest | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  const body = request instanceof Uint8Array ? request : encodeOtlpProtobuf(request);
  return fetch(`${lake.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf', ...headers },
    body: body as Uint8Array<ArrayBuffer>,
  });
}

/** Sends spans that must be taken; throws with the answer when they are not. */
export async function postTaken(
  lake: Pick<RunningLake, 'otlpUrl'>,
  request: OtlpTraceRequest | Uint8Array,
): Promise<string> {
  const response = await postOtlp(lake, request);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return text;
}

/** Asks again until `wanted` holds; throws with the last answer after `limitMs`. Settles with the answer and how long it took. */
export async function eventually<T>(
  ask: () => Promise<T>,
  wanted: (answer: T) => boolean,
  limitMs = 20_000,
): Promise<{ answer: T; elapsedMs: number }> {
  const startedMs = performance.now();
  for (;;) {
    const answer = await ask();
    const elapsedMs = performance.now() - startedMs;
    if (wanted(answer)) return { answer, elapsedMs };
    if (elapsedMs > limitMs) throw new Error(`not so after ${limitMs} ms; last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
