// Whole queries, answered by us as by Trino: the same rows and types, the same error, or a refusal. Never another answer.
// What may differ is named in known-differences.ts; the list may only shrink.
import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { translatedConnection } from '../../../packages/query/test/duckdb/translated-connection.ts';
import { difference } from '../answer-comparison.ts';
import { localAnswer } from '../local-answer.ts';
import { createSpansBase } from '../spans-relation.ts';
import { KNOWN_DIFFERENCES } from './known-differences.ts';
import { QUERY_GROUPS, queriesOf, recordedFile } from './query-groups.ts';
import { parseRecordedQueries, type RecordedQuery } from './recorded-query.ts';

const TIMEOUT_MS = 300_000;
/** Of what Trino answers, so much at least is answered here. */
const MIN_ANSWERED = 0.8;

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
  await createSpansBase(connection);
});

interface Judged {
  readonly outcome: 'right' | 'refused' | 'other';
  readonly info: string;
}

async function judge(recorded: RecordedQuery): Promise<Judged> {
  const { sql, error, columns } = recorded;
  const answer = await localAnswer(connection, sql);
  if ('error' in answer) {
    const { code, message, details } = answer.error;
    if (error?.place !== undefined && details['line'] === undefined) {
      return { outcome: 'other', info: `${message} at no place, where Trino says ${error.place}` };
    }
    if (code === error?.code) return { outcome: 'right', info: '' };
    // What the engine could not bind is no refusal; what our own text raises is one, of a value.
    const isRefusal = code === 'NOT_SUPPORTED' && !message.includes('cannot be run locally');
    return { outcome: isRefusal ? 'refused' : 'other', info: `${code}: ${message}` };
  }
  if (error !== undefined) return { outcome: 'other', info: `answered, where Trino says ${error.code}` };
  // Trino writes names as they are defined, we as the user spells them.
  const named = answer.columns.map((column, i) => ({ ...column, name: columns![i]?.name ?? '' }));
  const found = difference({ ...recorded, error: undefined, ordered: answer.ordered }, named, answer.rows);
  return found === undefined ? { outcome: 'right', info: '' } : { outcome: 'other', info: found };
}

describe.each(QUERY_GROUPS)('%s', (group) => {
  const recorded = parseRecordedQueries(readFileSync(recordedFile(group), 'utf8'));

  test('what was recorded is what is asked: TRACELAKE_RECORD=1 npm run test:trino -- queries', () => {
    expect(recorded.map(({ sql }) => sql)).toEqual(queriesOf(group));
  });

  test(
    'no answer is another than Trino’s',
    async () => {
      const other: string[] = [];
      let refused = 0;
      for (const one of recorded) {
        const { outcome, info } = await judge(one);
        if (outcome === 'refused' && one.error === undefined) refused++;
        if (outcome !== 'other' || KNOWN_DIFFERENCES.some(([part]) => one.sql.includes(part))) continue;
        other.push(`${one.sql}\n  ${info}`);
      }
      expect(other).toEqual([]);
      const answers = recorded.filter(({ error }) => error === undefined).length;
      expect((answers - refused) / answers).toBeGreaterThan(MIN_ANSWERED);
    },
    TIMEOUT_MS,
  );
});
