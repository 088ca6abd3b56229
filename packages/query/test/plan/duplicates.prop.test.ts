// Duplicates that were found once, sought by the query, and found by looking at every row: the same rows are left, over real files.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type DataFile, SPANS_TABLE, tableFingerprint } from '@tracelake/schema';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { duplicateGroups, duplicateRanksQuery, duplicateStartsQuery } from '../../src/plan/duplicate-queries.ts';
import type { PlanInput, QueryPlan } from '../../src/plan/query-plan.ts';
import { QueryPlanner } from '../../src/plan/query-planner.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document } from './field-documents.ts';
import { dataFile, type Row, writeSpans } from './span-files.ts';

const START = 1_795_341_600_000_000_000n;
const RANGE = { startTimeUnixNano: START, endTimeUnixNano: START + 4n };
const SQL = 'SELECT trace_id, span_id, kind, start_time_unix_nano, name, duration_nano FROM spans';

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-duplicates-'));
  connection = await translatedConnection();
});
afterAll(() => {
  connection.disconnectSync();
  rmSync(folder, { recursive: true, force: true });
});

const SPAN = fc.record({
  trace_id: fc.constantFrom('t', 'u'),
  span_id: fc.constantFrom('s', 'r', null),
  kind: fc.constantFrom('SERVER', 'CLIENT'),
  start_time_unix_nano: fc.nat(5).map((offset) => START + BigInt(offset)),
  duration_nano: fc.constantFrom(null, 5n, 9n),
  name: fc.constantFrom('a', 'b', null),
});

async function rowsOf(sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

async function answer(plan: QueryPlan): Promise<string[]> {
  return (await rowsOf(plan.duckdb.sql)).map((row) => row.join('|')).sort();
}

/** Greatest first, NULL last: null is less than anything. */
function better(left: Row, right: Row): boolean {
  for (const column of ['duration_nano', 'name']) {
    const [a, b] = [left[column], right[column]];
    if (a === b) continue;
    return b === null || (a !== null && a! > b!);
  }
  return false;
}

function expected(rows: readonly Row[]): string[] {
  const winners = new Map<string, Row>();
  for (const row of rows) {
    const start = row['start_time_unix_nano'] as bigint;
    if (start < RANGE.startTimeUnixNano || start >= RANGE.endTimeUnixNano) continue;
    const identity = ['trace_id', 'span_id', 'kind', 'start_time_unix_nano'].map((column) => row[column]).join('|');
    const known = winners.get(identity);
    if (known === undefined || better(row, known)) winners.set(identity, row);
  }
  return [...winners].map(([identity, row]) => [identity, row['name'], row['duration_nano']].join('|')).sort();
}

async function learnAll(planner: QueryPlanner, input: PlanInput, sql = SQL): Promise<QueryPlan> {
  const request = { sql, ...RANGE, duplicates: 'exact' } as const;
  const plan = planner.plan(request, input).plan!;
  const { comparison } = plan;
  if (comparison === undefined) return plan;
  const locate = (path: string): string => path;
  const starts = (await rowsOf(duplicateStartsQuery(comparison, locate).sql)).map(([start]) => String(start));
  const ranks = starts.length === 0 ? [] : await rowsOf(duplicateRanksQuery(comparison, starts, locate).sql);
  planner.learn(comparison, duplicateGroups(comparison, ranks, locate));
  return planner.plan(request, input).plan!;
}

it('the same spans, file after file', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(SPAN, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 }),
      async (parts) => {
        const planner = new QueryPlanner();
        const files: DataFile[] = [];
        for (const [i, rows] of parts.entries()) {
          const path = join(folder, `part-${i}.parquet`);
          await writeSpans(connection, path, rows);
          const starts = rows.map((row) => row.start_time_unix_nano).sort();
          const [min, max] = [starts[0], starts.at(-1)].map(String);
          const columns = tableFingerprint(SPANS_TABLE);
          files.push(
            dataFile(path, { rows: rows.length, columns, minStartTimeUnixNano: min, maxStartTimeUnixNano: max }),
          );
          const input = { files: [...files], documents: files.map((file) => document(file.path, [])) };
          const sought = new QueryPlanner().plan({ sql: SQL, ...RANGE, duplicates: 'exact' }, input).plan!;
          const known = await learnAll(planner, input);
          expect(known.comparison).toBeUndefined();
          const rowsSoFar = parts.slice(0, i + 1).flat();
          expect(await answer(sought)).toEqual(expected(rowsSoFar));
          expect(await answer(known)).toEqual(expected(rowsSoFar));
          const counted = await learnAll(planner, { ...input, trustsRowCounts: true }, 'SELECT count(*) FROM spans');
          expect(await answer(counted)).toEqual([String(expected(rowsSoFar).length)]);
        }
      },
    ),
    { numRuns: 15 },
  );
}, 120_000);
