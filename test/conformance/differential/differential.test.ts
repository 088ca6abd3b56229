// Every overload of the function table, every cast, every operator: our answer is Trino's, or a refusal. Never another answer.
// What may differ is named below, each with its reason; the lists may only shrink.
import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { translatedConnection } from '../../../packages/query/test/duckdb/translated-connection.ts';
import { expressionsOf, GROUPS } from './expressions.ts';
import { type Judged, judgeAll } from './judgement.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { parseRecorded, recordedError } from './recorded-expression.ts';

const TIMEOUT_MS = 600_000;
/** Asked in one test: the largest group takes minutes on a busy machine. */
const PART = 1500;
/** Of what Trino answers, so much at least is answered here. */
const MIN_ANSWERED = {
  functions: 0.9,
  columns: 0.7,
  casts: 0.9,
  operators: 0.9,
  corners: 0.8,
  scalars: 0.9,
  times: 0.85,
  containers: 0.9,
  reported: 0.8,
  failing: 0.95,
} as const;

const read = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

describe.each(GROUPS)('%s', (group) => {
  const recorded = parseRecorded(read(`recorded/${group}.jsonl`));
  const starts = Array.from({ length: Math.ceil(recorded.length / PART) }, (_, i) => i * PART);
  const judged: Judged[] = [];

  test('what was recorded is what is asked: node scripts/record-trino.mjs', () => {
    expect(recorded.map(([expression]) => expression)).toEqual(expressionsOf(group, read));
  });

  test.each(starts)(
    'no answer is another than Trino’s, from %i on',
    async (start) => {
      const part = await judgeAll(connection, recorded.slice(start, start + PART));
      judged.push(...part);
      const bad = part.filter(
        ({ expression, outcome }) =>
          ['wrong', 'answered', 'failed'].includes(outcome) && !(expression in KNOWN_DIFFERENCES),
      );
      expect(bad.map(({ expression, outcome, info }) => `${outcome}: ${expression}\n  ${info}`)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test('most of what Trino answers is answered', () => {
    expect(judged).toHaveLength(recorded.length);
    const answers = recorded.filter((one) => recordedError(one) === undefined).length;
    const rightAnswers = answers - judged.filter(({ outcome }) => outcome === 'refused').length;
    expect(rightAnswers / answers).toBeGreaterThan(MIN_ANSWERED[group]);
  });
});
