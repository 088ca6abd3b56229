// Random lakes of events and amendments, spread over files in any order, asked in any way: always what a few lines of plain code say.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { AMENDMENT_PATIENCE_NANOS, amendsText } from '@tracelake/schema';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { QueryRequest } from '../../src/plan/query-plan.ts';
import { QueryPlanner } from '../../src/plan/query-planner.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document } from './field-documents.ts';
import { dataFile, type Row, writeSpans } from './span-files.ts';

/** Each writes files: 0.3 s on a busy machine. */
const RUNS = 20;
const NOW = 1_795_500_000_000_000_000n;
const HOUR = 3_600_000_000_000n;
const COLUMNS = ['aws_lambda_billed_duration_ms', 'aws_lambda_memory_used_mb', 'duration_nano'] as const;

interface Sent {
  readonly id: number;
  readonly hoursAgo: number;
  /** Of COLUMNS; `null` is not said. */
  readonly values: readonly (number | null)[];
  readonly isAmendment: boolean;
  readonly file: number;
}

const SENT: fc.Arbitrary<Sent> = fc.record({
  id: fc.integer({ min: 0, max: 3 }),
  hoursAgo: fc.constantFrom(1, 23, 25, 40),
  values: fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { freq: 2 }), { minLength: 3, maxLength: 3 }),
  isAmendment: fc.boolean(),
  file: fc.integer({ min: 0, max: 2 }),
});

let folder: string;
let connection: DuckDBConnection;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-amendments-prop-'));
  connection = await translatedConnection();
});
afterAll(() => {
  connection.disconnectSync();
  rmSync(folder, { recursive: true, force: true });
});

function identityOf({ id, hoursAgo }: Sent): string {
  return `${id}/${hoursAgo}`;
}

function rowOf(sent: Sent): Row {
  const said = COLUMNS.flatMap((name, i) => (sent.values[i] === null ? [] : [[name, sent.values[i]!] as const]));
  const start = NOW - BigInt(sent.hoursAgo) * HOUR;
  const row = { trace_id: identityOf(sent), span_id: 's', kind: 'SERVER', start_time_unix_nano: start, main: true };
  const amends = said.length === 0 ? 'misplaced' : amendsText(said.map(([name]) => name));
  return { ...row, ...Object.fromEntries(said), ...(sent.isAmendment ? { amends } : {}) };
}

/** Events win by duration as duplicates do, here by the greatest row; late values replace theirs. */
function expected(all: readonly Sent[]): string[] {
  const rows: string[] = [];
  for (const identity of new Set(all.map(identityOf))) {
    const same = all.filter((sent) => identityOf(sent) === identity);
    const amendments = same.filter(({ isAmendment }) => isAmendment);
    const late = COLUMNS.map((_, i) => greatest(amendments.map(({ values }) => values[i]!)));
    const events = same.filter(({ isAmendment }) => !isAmendment);
    const start = NOW - BigInt(same[0]!.hoursAgo) * HOUR;
    if (events.length === 0 && start >= NOW - AMENDMENT_PATIENCE_NANOS) continue;
    const [winner] = events.map(({ values }) => values).sort(winnerFirst);
    rows.push([identity, ...late.map((value, i) => value ?? winner?.[i] ?? null)].join());
  }
  return rows.sort();
}

function greatest(values: readonly (number | null)[]): number | null {
  const said = values.filter((value) => value !== null);
  return said.length === 0 ? null : Math.max(...said);
}

/** Longer first, then by the other columns in the table's order. */
function winnerFirst(left: readonly (number | null)[], right: readonly (number | null)[]): number {
  for (const i of [2, 0, 1]) {
    const difference = (right[i] ?? -1) - (left[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}

const SQL = `SELECT trace_id, "aws.lambda.billed_duration_ms", "aws.lambda.memory_used_mb", duration_nano FROM spans`;

it('events with their late values, and what has lost its event', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(SENT, { minLength: 1, maxLength: 12 }), async (all) => {
      run++;
      const numbers = [...new Set(all.map(({ file }) => file))];
      const files = numbers.map((n) => dataFile(join(folder, `${run}-${n}.parquet`), { rows: 1 }));
      const documents = [];
      for (const [i, n] of numbers.entries()) {
        const sent = all.filter(({ file }) => file === n);
        await writeSpans(connection, files[i]!.path, sent.map(rowOf));
        const rows = sent.filter(({ isAmendment }) => isAmendment).length;
        const amendments = rows === 0 ? {} : { amendments: { rows, columns: [...COLUMNS] } };
        documents.push({ ...document(files[i]!.path, []), file: files[i]!, ...amendments });
      }
      const range = { startTimeUnixNano: 0n, endTimeUnixNano: NOW, nowUnixNano: NOW };
      const request: QueryRequest = { sql: SQL, duplicates: 'exact', ...range };
      const { plan } = new QueryPlanner().plan(request, { files, documents });
      const rows = (await connection.runAndReadAll(plan!.duckdb.sql)).getRowsJson();
      expect(rows.map((row) => row.map((cell) => cell ?? '').join()).sort()).toEqual(expected(all));
    }),
    { numRuns: RUNS },
  );
}, 240_000);
