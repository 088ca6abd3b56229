// What every QueryEngine must do. A test file of an engine calls it with a way to make one; queries are in that engine's dialect.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineQuery, QueryEngine, ResultValue, RunOptions } from '../../src/query-engine.ts';

export interface EngineContractQueries {
  /** Rows of one bigint column, 0 … n−1, in order. */
  readonly counting: (n: number) => EngineQuery;
  /** Columns bigint, varchar, double, boolean: one row (`9007199254740993`, `é`, `1.5`, `true`), one of NULLs. */
  readonly values: EngineQuery;
  /** Fails while running with DIVISION_BY_ZERO. */
  readonly failing: EngineQuery;
  /** As many rows as an engine that streams need not wait for; less for one that gives nothing before it has all. Default ten million. */
  readonly manyRows?: number;
  /** Does not end by itself within a minute. */
  readonly endless: EngineQuery;
}

const OPTIONS: RunOptions = { timeoutMs: 20_000, rowLimit: 1_000_000 };

export function describeEngine(name: string, open: () => Promise<QueryEngine>, queries: EngineContractQueries): void {
  describe(`${name} fulfils the engine contract`, () => {
    let engine: QueryEngine;
    beforeAll(async () => {
      engine = await open();
    });
    afterAll(() => engine.close());

    async function rowsOf(query: EngineQuery, options: Partial<RunOptions> = {}): Promise<ResultValue[][]> {
      const result = await engine.run(query, { ...OPTIONS, ...options });
      const rows: ResultValue[][] = [];
      for await (const batch of result.batches) rows.push(...batch);
      return rows;
    }

    it('gives values in API form', async () => {
      expect(await rowsOf(queries.values)).toEqual([
        ['9007199254740993', 'é', 1.5, true],
        [null, null, null, null],
      ]);
    });

    it('gives every row once, in order, over many batches', async () => {
      const rows = await rowsOf(queries.counting(20_000));
      expect(rows).toHaveLength(20_000);
      expect(rows.every(([value], i) => value === String(i))).toBe(true);
    });

    it('says what was read', async () => {
      const result = await engine.run(queries.counting(10), OPTIONS);
      for await (const batch of result.batches) expect(batch.length).toBeGreaterThan(0);
      expect(result.columns).toEqual(queries.counting(10).columns);
      expect(result.stats()).toMatchObject({ engine: engine.name, rows: 10, truncated: false });
      expect(result.stats().elapsedMs).toBeGreaterThan(0);
    });

    it.each([
      [5000, true],
      [2048, true],
      [1, true],
      [6000, false],
      [6001, false],
    ])('cuts 6000 rows at %i: truncated %s', async (rowLimit, truncated) => {
      const result = await engine.run(queries.counting(6000), { ...OPTIONS, rowLimit });
      let rows = 0;
      for await (const batch of result.batches) rows += batch.length;
      expect(rows).toBe(Math.min(6000, rowLimit));
      expect(result.stats()).toMatchObject({ rows, truncated });
    });

    it('gives an empty result', async () => {
      expect(await rowsOf(queries.counting(0))).toEqual([]);
    });

    it('throws coded errors, and works on', async () => {
      await expect(rowsOf(queries.failing)).rejects.toMatchObject({ code: 'DIVISION_BY_ZERO' });
      expect(await rowsOf(queries.counting(1))).toEqual([['0']]);
    });

    it('ends at its deadline, and works on', async () => {
      await expect(rowsOf(queries.endless, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'query_timeout' });
      expect(await rowsOf(queries.counting(1))).toEqual([['0']]);
    });

    it('ends when canceled, before and while it runs', async () => {
      await expect(rowsOf(queries.counting(1), { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'query_canceled',
      });
      const controller = new AbortController();
      const running = rowsOf(queries.endless, { signal: controller.signal });
      setTimeout(() => controller.abort(), 300);
      await expect(running).rejects.toMatchObject({ code: 'query_canceled' });
      expect(await rowsOf(queries.counting(1))).toEqual([['0']]);
    });

    it('frees the engine when the reader stops early', async () => {
      const { manyRows = 10_000_000 } = queries;
      for (let i = 0; i < 5; i++) {
        const result = await engine.run(queries.counting(manyRows), { ...OPTIONS, rowLimit: manyRows });
        for await (const batch of result.batches) {
          expect(batch[0]).toEqual(['0']);
          break;
        }
      }
      expect(await rowsOf(queries.counting(1))).toEqual([['0']]);
    });

    it('runs several at once', async () => {
      const all = await Promise.all(Array.from({ length: 6 }, (_, i) => rowsOf(queries.counting(i))));
      expect(all.map((rows) => rows.length)).toEqual([0, 1, 2, 3, 4, 5]);
    });
  });
}
