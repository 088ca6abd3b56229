// A plan that leaves files, columns and maps out answers with the rows of a plan that reads everything.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DataFile, FieldDocument, FieldSummary } from '@tracelake/schema';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { planQuery } from '../../src/plan/plan-query.ts';
import type { PlanInput } from '../../src/plan/query-plan.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document, field } from './field-documents.ts';
import { type Cell, dataFile, type Row, writeSpans } from './span-files.ts';

/** 2026-11-22 23:30, so that an hour and a day end within the hour that follows. */
const START = BigInt(Date.UTC(2026, 10, 22, 23, 30)) * 1_000_000n;
const MINUTE = 60_000_000_000n;
const RANGE = { startTimeUnixNano: START, endTimeUnixNano: START + 60n * MINUTE };

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-pruning-'));
  connection = await translatedConnection();
});
afterAll(() => {
  connection.disconnectSync();
  rmSync(folder, { recursive: true, force: true });
});

/** Attributes of a row, by where they lie. */
const PLACES: readonly (readonly [FieldSummary, Readonly<Record<string, Cell>>])[] = [
  [field('k', 'span', 'number'), { attributes_number: { k: 5 } }],
  [field('k', 'span', 'string'), { attributes_string: { k: 'x' } }],
  [field('k', 'resource', 'string'), { resource_attributes: { k: 'r' } }],
  [field('n', 'span', 'number'), { attributes_number: { n: 7 } }],
  [
    field('server.port', 'span', 'string'),
    { misplaced: '\nserver.port\n', attributes_string: { 'server.port': '443' } },
  ],
];

const SPAN = fc
  .record({
    minute: fc.integer({ min: -5, max: 65 }),
    /** Before, on and after a microsecond. */
    nanos: fc.constantFrom(0n, 1n, 999n, 1000n, 1001n, -1n),
    duration: fc.constantFrom(null, 0n, 1_000_000n, 5_000_000n, 5_000_001n, 2_500_000n),
    place: fc.option(fc.constantFrom(...PLACES)),
    port: fc.option(fc.constantFrom(80n, 443n)),
  })
  .map(({ minute, nanos, duration, place, port }) => ({
    fields: place === null ? [] : [place[0]],
    row: {
      start_time_unix_nano: START + BigInt(minute) * MINUTE + nanos,
      duration_nano: duration,
      service_name: minute % 2 === 0 ? 'even' : 'odd',
      server_port: place?.[1]['misplaced'] === undefined ? port : null,
      ...place?.[1],
    } satisfies Row,
  }));

const MOMENT = fc.integer({ min: -10, max: 70 }).map((minute) => {
  const iso = new Date(Number((START + BigInt(minute) * MINUTE) / 1_000_000n)).toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
});
const COMPARISON = fc.constantFrom('=', '<', '<=', '>', '>=');
const HOUR = fc.constantFrom('2026-11-22 23:00:00', '2026-11-23 00:00:00', '2026-11-22 23:10:00');

const CONDITION = fc.oneof(
  fc.tuple(COMPARISON, MOMENT).map(([op, at]) => `time ${op} TIMESTAMP '${at}'`),
  fc.tuple(COMPARISON, MOMENT).map(([op, at]) => `TIMESTAMP '${at}' ${op} time`),
  fc.tuple(COMPARISON, MOMENT).map(([op, at]) => `time ${op} CAST('${at}' AS timestamp)`),
  fc.tuple(COMPARISON, MOMENT).map(([op, at]) => `time ${op} TIMESTAMP '${at}' - INTERVAL '5' MINUTE`),
  fc.tuple(MOMENT, MOMENT).map(([from, to]) => `time BETWEEN TIMESTAMP '${from}' AND TIMESTAMP '${to}'`),
  fc.tuple(MOMENT, MOMENT).map(([from, to]) => `time IN (TIMESTAMP '${from}', TIMESTAMP '${to}')`),
  fc
    .tuple(fc.constantFrom('minute', 'hour', 'day', 'week', 'month'), COMPARISON, HOUR)
    .map(([unit, op, at]) => `date_trunc('${unit}', time) ${op} TIMESTAMP '${at}'`),
  COMPARISON.map((op) => `CAST(time AS date) ${op} DATE '2026-11-23'`),
  COMPARISON.map((op) => `date(time) ${op} DATE '2026-11-22'`),
  COMPARISON.map((op) => `dt ${op} '2026-11-23'`),
  fc.constantFrom(
    `dt IN ('2026-11-21', '2026-11-22')`,
    `hour IN ('23', '01')`,
    `hour = '00'`,
    `dt BETWEEN '2026' AND '2026-11-22'`,
  ),
  fc
    .tuple(COMPARISON, fc.constantFrom('5', '2.5', '5e0', '10 / 2', '2 * 2.5', '-1'))
    .map(([op, ms]) => `duration_ms ${op} ${ms}`),
  fc.constantFrom(
    'duration_ms BETWEEN 1 AND 5',
    'duration_nano > 1000000 + 1',
    'NOT duration_ms > 5',
    'duration_ms IN (1, 5)',
  ),
  fc.constantFrom(
    `service_name = 'odd'`,
    `"server.port" = 443`,
    `k = 'x'`,
    'k IS NULL',
    'n > 6',
    'n IS NULL',
    `attributes['k'] <> 'r'`,
  ),
);

const FORM = fc.constantFrom(
  (where: string) =>
    `SELECT start_time_unix_nano, duration_nano, "server.port", k, n, attributes['k'] FROM spans WHERE ${where}`,
  (where: string) => `WITH a AS (SELECT start_time_unix_nano AS s, k FROM spans WHERE ${where}) SELECT s, k FROM a`,
  (where: string) => `SELECT count(*), count("server.port") FROM (SELECT * FROM spans WHERE ${where})`,
  (where: string) =>
    `SELECT a.start_time_unix_nano, b.k FROM spans a LEFT JOIN (SELECT start_time_unix_nano AS s, k FROM spans WHERE ${where}) b ON a.start_time_unix_nano = b.s`,
  (where: string) =>
    `SELECT x.s, y.n FROM (VALUES ${START}, ${START + MINUTE}) AS x (s) LEFT JOIN spans AS y ON y.start_time_unix_nano = x.s AND ${where}`,
);

async function answer(sql: string, input: PlanInput): Promise<unknown[][]> {
  const { plan } = planQuery({ sql, ...RANGE, duplicates: 'fast' }, input);
  const rows = (await connection.runAndReadAll(plan!.duckdb.sql)).getRowsJson();
  return rows.map((row) => JSON.stringify(row)).sort() as unknown as unknown[][];
}

it('gives the rows of everything', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(SPAN, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 5 }),
      fc.array(fc.record({ form: FORM, conditions: fc.array(CONDITION, { minLength: 1, maxLength: 3 }) }), {
        minLength: 6,
        maxLength: 6,
      }),
      async (parts, questions) => {
        const files: DataFile[] = [];
        const documents: FieldDocument[] = [];
        for (const [i, spans] of parts.entries()) {
          const path = join(folder, `part-${i}.parquet`);
          await writeSpans(
            connection,
            path,
            spans.map(({ row }) => row),
          );
          const starts = spans.map(({ row }) => row.start_time_unix_nano).sort((a, b) => (a < b ? -1 : 1));
          const [min, max] = [starts[0], starts.at(-1)].map(String);
          files.push(dataFile(path, { rows: spans.length, minStartTimeUnixNano: min, maxStartTimeUnixNano: max }));
          documents.push(
            document(
              path,
              spans.flatMap(({ fields }) => fields),
            ),
          );
        }
        const fields = [
          ...documents.flatMap((each) => each.fields),
          field('k', 'span', 'string'),
          field('n', 'span', 'number'),
        ];
        const pruned = { files, documents: [...documents, document('other', fields)] };
        // Nothing is known of times, every file may hold everything, and no condition stands alone.
        const everything = {
          files: files.map((file) => dataFile(file.path, { rows: file.rows })),
          documents: files.map(({ path }) => document(path, fields)),
        };
        for (const { form, conditions } of questions) {
          const kept = form(conditions.join(' AND '));
          const hidden = form(`(${conditions.map((each) => `(${each})`).join(' AND ')} OR 1 = 0)`);
          expect(await answer(kept, pruned), kept).toEqual(await answer(hidden, everything));
        }
      },
    ),
    { numRuns: 20, endOnFailure: true },
  );
}, 120_000);
