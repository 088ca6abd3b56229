// The recorded answers to whole queries are what this Trino says. TRACELAKE_RECORD=1 writes down what it says instead, for queries that have no
// answer yet; to have one asked again, delete its line.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { difference } from '../conformance/answer-comparison.ts';
import { QUERY_GROUPS, queriesOf, recordedFile } from '../conformance/queries/query-groups.ts';
import { parseRecordedQueries, type RecordedQuery, recordedQueryLine } from '../conformance/queries/recorded-query.ts';
import { createSpansInTrino, SPANS_IN_TRINO } from './spans-in-trino.ts';
import { trinoAnswer } from './trino-answer.ts';
import { TRINO } from './trino-connection.ts';

const RECORDING = process.env['TRACELAKE_RECORD'] === '1';
const AT_ONCE = 4;
const TIMEOUT_MS = 900_000;

/** Sketches merge in another order each time, samples and ties fall as they like. */
const UNSTEADY = /approx_|digest|numeric_histogram|TABLESAMPLE/;

describe.runIf(TRINO !== null)('whole queries', () => {
  test('are answered as recorded', { timeout: TIMEOUT_MS }, async () => {
    await createSpansInTrino();
    const differing: string[] = [];
    for (const group of QUERY_GROUPS) {
      const file = recordedFile(group);
      const known = existsSync(file) ? parseRecordedQueries(readFileSync(file, 'utf8')) : [];
      if (RECORDING) writeFileSync(file, await recorded(queriesOf(group), known));
      else differing.push(...(await differences(known)));
    }
    expect(differing).toEqual([]);
  });
});

async function recorded(queries: readonly string[], known: readonly RecordedQuery[]): Promise<string> {
  const bySql = new Map(known.map((one) => [one.sql, one]));
  const answers = await inTurn(queries, async (sql) => bySql.get(sql) ?? ask(sql));
  return answers.map(recordedQueryLine).join('');
}

async function differences(known: readonly RecordedQuery[]): Promise<string[]> {
  const found = await inTurn(known, async (one) => {
    const now = await ask(one.sql);
    if (one.error !== undefined || now.error !== undefined) {
      return one.error?.code === now.error?.code ? undefined : `${one.sql}\n  ${now.error?.code} now`;
    }
    if (UNSTEADY.test(one.sql)) return undefined;
    const other = difference({ ...one, error: undefined }, now.columns!, now.rows as never);
    return other === undefined ? undefined : `${one.sql}\n  ${other}`;
  });
  return found.filter((one) => one !== undefined);
}

async function ask(sql: string): Promise<RecordedQuery> {
  return { sql, ...(await trinoAnswer({ url: TRINO!.url, user: 'queries', ...SPANS_IN_TRINO }, sql)) };
}

async function inTurn<T, U>(items: readonly T[], run: (item: T) => Promise<U>): Promise<U[]> {
  const results = new Array<U>(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < items.length; i = next++) results[i] = await run(items[i]);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
