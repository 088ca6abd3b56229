// What a plan says that a query will read, beside what the system counted while it ran.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckdbEngine, LakeSession } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { SPANS_TABLE } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BenchLake, writeBenchLake } from '../bench/bench-lake.ts';

const CHILD = new URL('../../packages/cli/dist/duckdb-child.js', import.meta.url);
/** Either way. */
const TOLERANCE = 0.25;

let folder: string;
let lake: BenchLake;
let engine: DuckdbEngine;
let session: LakeSession;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-estimate-'));
  lake = await writeBenchLake(folder, 8_000, 1);
  engine = new DuckdbEngine({ childEntry: CHILD });
  session = LakeSession.open({ reader: await LakeReader.open({ folder, table: SPANS_TABLE, readOnly: true }), engine });
});

afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

// Elsewhere files count whole.
describe.runIf(existsSync('/proc/self/io'))('estimatedBytes', () => {
  it.each([
    ['SELECT count(*) FROM spans'],
    ['SELECT "http.route", count(*), avg(duration_ms) FROM spans GROUP BY 1'],
    ['SELECT count("cart.total") FROM spans'],
    ['SELECT count(span_id), count(trace_id), count("url.full"), count("deploy.id") FROM spans'],
  ])('%s', async (sql) => {
    const { startTimeUnixNano, endTimeUnixNano } = lake;
    const range = { startTimeUnixNano, endTimeUnixNano };
    const query = { sql, ...range, duplicates: 'exact' as const, timeoutMs: 60_000, rowLimit: 1000 };
    const result = await session.sql(query);
    for await (const rows of result.batches) expect(rows.length).toBeGreaterThan(0);
    const ratio = result.plan.estimatedBytes / result.stats().bytesScanned;
    expect(ratio).toBeGreaterThan(1 - TOLERANCE);
    expect(ratio).toBeLessThan(1 + TOLERANCE);
  });
});
