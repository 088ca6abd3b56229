// A table and its series in one text are asked apart where that takes more memory than a query has.
import { compileStructuredQuery } from '@tracelake/query';
import { TracelakeError } from '@tracelake/schema';
import { expect, it } from 'vitest';
import type { AnswerRows } from '../../src/reads/answer-rows.ts';
import { ShownGroups } from '../../src/reads/shown-groups.ts';
import { tableAnswer } from '../../src/reads/table-answer.ts';

const QUERY = { breakdowns: ['trace_id'], granularity: 60, limit: 2 };
const RANGE = { startTimeUnixNano: 0n, endTimeUnixNano: 3_600_000_000_000n };

const COMPILED = compileStructuredQuery(QUERY, RANGE, { sampled: false });
const JOINED = COMPILED.tableWithSeries!.sql;

/** Where the joined text fails so. */
async function answerWhere(code: 'query_memory' | 'query_timeout') {
  const shownGroups = new ShownGroups();
  shownGroups.remember(COMPILED.sql, true);
  const asked: string[] = [];
  const run = async (sql: string): Promise<AnswerRows> => {
    asked.push(sql);
    if (sql === JOINED) throw new TracelakeError(code, 'Too much.');
    const rows = sql === COMPILED.sql ? [['a', 1]] : [];
    return { columns: [], rows, stats: {} } as unknown as AnswerRows;
  };
  const { table } = await tableAnswer(COMPILED, QUERY, run, shownGroups);
  return { table, asked };
}

it('is asked apart where both together are too much for the memory of a query', async () => {
  const { table, asked } = await answerWhere('query_memory');
  expect(table.rows).toEqual([['a', 1]]);
  expect(asked).toEqual([JOINED, COMPILED.sql, COMPILED.series!.ofAllSql]);
});

it('fails as a text alone would for any other reason', async () => {
  await expect(answerWhere('query_timeout')).rejects.toMatchObject({ code: 'query_timeout' });
});
