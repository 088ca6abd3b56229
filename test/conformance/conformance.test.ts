// Trino's own answers against ours: 123 queries over spans and 441 lines over functions, recorded on Trino 476.
// A wrong answer, or an answer where Trino fails, is a defect; a refusal is a miss. Every known one is named here.
import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { translate } from '@tracelake/query';
import { beforeAll, describe, expect, test } from 'vitest';
import { translatedConnection } from '../../packages/query/test/duckdb/translated-connection.ts';
import { difference, type RecordedAnswer } from './answer-comparison.ts';
import { localAnswer } from './local-answer.ts';
import { catalogueOf, createSpansBase, SpansRelation } from './spans-relation.ts';

/** 564 new query shapes: 13 s on an idle machine, several times that on a busy one. */
const TIMEOUT_MS = 300_000;
const MIN_RIGHT_QUERIES = 123;
const MIN_RIGHT_LINES = 415;

/** Lines whose answer differs, by a part of their text. */
const KNOWN_WRONG: readonly (readonly [part: string, why: string])[] = [
  ['CAST(1.0e23 AS varchar)', 'Java prints this double with 16 digits, everyone else with the shortest'],
  ['approx_distinct("user.id")', 'exact here'],
  ['SELECT -duration_ms FROM spans', 'a sum of x and -x in another order'],
];

/** Lines that Trino refuses and we answer. */
const KNOWN_ANSWERED: readonly (readonly [part: string, why: string])[] = [
  ['t(x);', 'a semicolon at the end is taken'],
  ["attributes['nope']", 'NULL where an attribute is missing, by design'],
  ['substr(NULL, 1)', 'all overloads give NULL'],
];

type Outcome = 'right' | 'wrong' | 'answered' | 'refused' | 'other code';

interface Judged {
  readonly outcome: Outcome;
  readonly text: string;
  readonly info: string;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(new URL(`trino/${file}`, import.meta.url), 'utf8')) as T;
const queries = read<{ queries: (RecordedAnswer & { name: string })[] }>('queries.json').queries;
const lines = read<RecordedAnswer[]>('lines.json');

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await translatedConnection();
  await createSpansBase(connection);
});

async function judge(recorded: RecordedAnswer): Promise<Judged> {
  const answer = await localAnswer(connection, recorded.sql);
  const text = recorded.sql;
  if ('error' in answer) {
    const info = `${answer.error.code}: ${answer.error.message}`;
    if (recorded.error === undefined) return { outcome: 'refused', text, info };
    return { outcome: answer.error.code === recorded.error.name ? 'right' : 'other code', text, info };
  }
  if (recorded.error !== undefined) return { outcome: 'answered', text, info: recorded.error.message };
  const found = difference(recorded, answer.columns, answer.rows);
  if (found === undefined) return { outcome: 'right', text, info: '' };
  // A wrong type is seen by everyone: it is a miss, not a silent error.
  return { outcome: found.startsWith('column') ? 'refused' : 'wrong', text, info: found };
}

async function judgeAll(recorded: readonly RecordedAnswer[]): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const answer of recorded) judged.push(await judge(answer));
  return judged;
}

function unknown(judged: readonly Judged[], outcome: Outcome, known: readonly (readonly [string, string])[]): string[] {
  return judged
    .filter((one) => one.outcome === outcome && !known.some(([part]) => one.text.includes(part)))
    .map(({ text, info }) => `${text}\n  ${info}`);
}

function right(judged: readonly Judged[]): number {
  return judged.filter(({ outcome }) => outcome === 'right').length;
}

describe('the queries of an observability user', () => {
  let judged: Judged[];
  beforeAll(async () => {
    judged = await judgeAll(queries);
  }, TIMEOUT_MS);

  test('none is answered wrongly', () => {
    expect(unknown(judged, 'wrong', [])).toEqual([]);
    expect(unknown(judged, 'answered', [])).toEqual([]);
  });

  test('enough are answered', () => {
    expect(right(judged)).toBeGreaterThanOrEqual(MIN_RIGHT_QUERIES);
  });

  test(
    'the text for Trino asks the same',
    async () => {
      const wrong: string[] = [];
      for (const query of queries.filter(({ error }) => error === undefined)) {
        const spans = new SpansRelation();
        const { trinoSql } = translate(query.sql, catalogueOf(spans));
        if (trinoSql === query.sql) continue;
        const answer = await localAnswer(connection, trinoSql, spans);
        const names = 'columns' in answer ? query.columns!.map(({ name }, i) => ({ ...answer.columns[i], name })) : [];
        const found = 'error' in answer ? answer.error.message : difference(query, names, answer.rows);
        if (found !== undefined) wrong.push(`${trinoSql}\n  ${found}`);
      }
      expect(wrong).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

describe('lines over functions and corners', () => {
  let judged: Judged[];
  beforeAll(async () => {
    judged = await judgeAll(lines);
  }, TIMEOUT_MS);

  test('none is answered wrongly, but for those known', () => {
    expect(unknown(judged, 'wrong', KNOWN_WRONG)).toEqual([]);
    expect(unknown(judged, 'answered', KNOWN_ANSWERED)).toEqual([]);
  });

  test('enough are answered', () => {
    expect(right(judged)).toBeGreaterThanOrEqual(MIN_RIGHT_LINES);
  });
});
