// A query's share of the memory of the machine or its container.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLakeAccess } from '../src/lake-access.ts';
import { memoryBytes, queryMemoryMb } from '../src/query-memory.ts';
import { builtCli, removeBuiltCli, type SampleServer, startSampleServer } from './support/sample-server.ts';

const MB = 1_048_576;
let server: SampleServer;
beforeAll(async () => {
  server = await startSampleServer();
});
afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

it.each([
  [512, 128],
  [1_000, 128],
  [2_048, 584],
  [3_000, 1_024],
  [64_000, 1_024],
])('of %i MB', (megabytes, share) => {
  expect(queryMemoryMb(megabytes * MB)).toBe(share);
});

it('is that of this machine, or of a container of it', () => {
  expect(memoryBytes()).toBeGreaterThan(100 * MB);
  expect(memoryBytes()).toBeLessThan(2 ** 50);
});

it('is what a query of a folder gets there, and is told that it needs more', async () => {
  const { duckdbChild, rollWorker } = await builtCli();
  const ask = async (megabytes: number) => {
    const place = { folder: server.folder, duckdbChild, rollWorker, readOnly: true };
    const { reads, close } = await openLakeAccess({ ...place, memoryBytes: megabytes * MB });
    const numbers = (name: string) => `UNNEST(sequence(1, 3000)) AS ${name}(${name})`;
    const sql = `SELECT count(*) FROM (SELECT DISTINCT a * 3000 + b FROM ${numbers('a')} CROSS JOIN ${numbers('b')})`;
    const range = { startTimeUnixNano: 0n, endTimeUnixNano: 1n };
    try {
      const { batches } = await reads.sql({ sql, range }, { timeoutMs: 60_000, rowLimit: 10 });
      const rows: unknown[] = [];
      for await (const batch of batches) rows.push(...batch);
      return rows;
    } finally {
      await close();
    }
  };
  await expect(ask(1_000)).rejects.toMatchObject({
    code: 'query_memory',
    message: expect.stringContaining('122.0 MiB'),
  });
  expect(await ask(64_000)).toEqual([['9000000']]);
}, 120_000);
