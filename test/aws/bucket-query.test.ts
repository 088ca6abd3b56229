// SQL over a bucket: DuckDB reads through the proxy with neither credentials nor network, and what it costs is counted.
import { existsSync, readFileSync } from 'node:fs';
import { DuckdbEngine, LakeSession, RangeProxy, type SessionQuery } from '@tracelake/engine';
import { LakeReader } from '@tracelake/lake';
import { SPANS_TABLE } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BuiltChild, buildChild } from '../../packages/engine/test/duckdb/built-child.ts';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { openFirehoseBucket, spanDocument } from './firehose-bucket.ts';
import { newBucket, STAND_CLIENT, stand } from './stand-account.ts';

const T0 = Date.UTC(2026, 10, 22, 17, 5);

describe.skipIf(stand === null)('a bucket asked through DuckDB', () => {
  let child: BuiltChild;
  let storage: S3Storage;
  let engine: DuckdbEngine;
  let session: LakeSession;
  let deliver: (atMs: number, documents: readonly object[]) => Promise<string>;
  let closeFirehose: () => Promise<void>;

  beforeAll(async () => {
    const bucket = await newBucket();
    ({ deliver, close: closeFirehose } = await openFirehoseBucket(bucket, 'obs/'));
    await deliver(T0, [
      spanDocument(T0, 1, { attributes_string: { 'User.Plan': 'pro' }, attributes_number: { 'cart.total': 12.5 } }),
      spanDocument(T0 + 1000, 2, { status_code: 'ERROR' }),
    ]);
    await deliver(T0 + 300_000, [spanDocument(T0 + 300_000, 3), spanDocument(T0, 1)]);
    storage = new S3Storage({ address: { bucket, prefix: 'obs/' }, client: STAND_CLIENT });
    child = await buildChild();
    const proxy = await RangeProxy.start({ storage });
    engine = new DuckdbEngine({
      childEntry: child.entry,
      maxRunning: 1,
      quickMs: 0,
      bucket: { proxy, httpfsFile: stand!.httpfs },
    });
    const reader = await LakeReader.open({
      storage,
      table: SPANS_TABLE,
      readOnly: true,
      locate: (file) => proxy.locate(file),
    });
    session = LakeSession.open({ reader, engine });
  });
  afterAll(async () => {
    await engine.close();
    await closeFirehose();
    child.remove();
  });

  async function ask(sql: string, more: Partial<SessionQuery> = {}) {
    const result = await session.sql({
      sql,
      startTimeUnixNano: BigInt(T0) * 1_000_000n,
      endTimeUnixNano: BigInt(T0 + 3_600_000) * 1_000_000n,
      duplicates: 'exact',
      timeoutMs: 20_000,
      rowLimit: 1000,
      ...more,
    });
    const rows: unknown[][] = [];
    for await (const batch of result.batches) rows.push(...batch);
    return { rows, stats: result.stats(), plan: result.plan };
  }

  it('answers at once, with attributes that nobody declared; duplicates of two objects are one', async () => {
    const { rows } = await ask(`SELECT span_id, "User.Plan", "cart.total", status_code FROM spans ORDER BY 1`);
    expect(rows).toEqual([
      ['0000000000000001', 'pro', 12.5, 'OK'],
      ['0000000000000002', null, null, 'ERROR'],
      ['0000000000000003', null, null, 'OK'],
    ]);
  });

  it('names no bucket and no address in its plan', async () => {
    const plan = await session.explain({
      sql: 'SELECT name FROM spans',
      startTimeUnixNano: 0n,
      endTimeUnixNano: 1n << 62n,
      duplicates: 'fast',
      timeoutMs: 1000,
      rowLimit: 1,
    });
    expect(plan.duckdb.sql).not.toMatch(/127\.0\.0\.1|s3:/);
  });

  it('counts bytes and requests, and what they cost', async () => {
    await deliver(T0 + 600_000, [spanDocument(T0 + 600_000, 4)]);
    const count = 'SELECT count(DISTINCT name) FROM spans';
    const options = { duplicates: 'fast', startTimeUnixNano: BigInt(T0 + 599_000) * 1_000_000n } as const;
    // A listing is believed for a second.
    await session.snapshot({ fresh: true, startTimeUnixNano: options.startTimeUnixNano });
    // Only the new object: the others lie before the range.
    const first = await ask(count, options);
    expect(first.rows).toEqual([['1']]);
    expect(first.plan.files).toHaveLength(1);
    expect(first.stats.bytesScanned).toBeGreaterThan(0);
    expect(first.stats.costUsd).toBeCloseTo(0.0000004, 10);
    const before = storage.requests;
    expect((await ask(count, options)).stats).toMatchObject({ costUsd: 0 });
    expect(storage.requests.get).toBe(before.get);
  });

  it('counts spans without a request, duplicates left out, where their documents know how many there are', async () => {
    const range = { startTimeUnixNano: BigInt(T0 - 1000) * 1_000_000n };
    // What is known of duplicates is known from here on.
    const read = await ask('SELECT count(DISTINCT span_id) FROM spans', range);
    const before = storage.requests;
    const counted = await ask('SELECT count(*) FROM spans', range);
    expect([counted.rows, counted.plan.files.length]).toEqual([read.rows, 3]);
    expect(counted.stats).toMatchObject({ bytesScanned: 0, costUsd: 0 });
    expect(storage.requests.get).toBe(before.get);
  });

  it('goes on when an object of the plan is gone', async () => {
    await deliver(T0 + 900_000, [spanDocument(T0 + 900_000, 5)]);
    const key = await deliver(T0 + 900_000, [spanDocument(T0 + 900_000, 6)]);
    await session.snapshot({ fresh: true, startTimeUnixNano: BigInt(T0) * 1_000_000n });
    await storage.delete(key.replace(/^obs\//, ''));
    expect((await ask('SELECT count(*) FROM spans')).rows).toEqual([['5']]);
  });

  it.runIf(existsSync('/proc/self/environ'))('leaves the child without credentials and environment', () => {
    const [pid] = engine.childPids;
    const environment = readFileSync(`/proc/${pid}/environ`, 'latin1');
    expect(environment).not.toMatch(/AWS_|HOME|PATH/);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'latin1')).not.toMatch(/test|s3:|obs/);
  });
});
