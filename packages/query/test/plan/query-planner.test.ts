// A planner that plans again and again says what a fresh one says, whatever came and went in between.
import { describe, expect, it } from 'vitest';
import { planQuery } from '../../src/plan/plan-query.ts';
import { QueryPlanner } from '../../src/plan/query-planner.ts';
import { document, field } from './field-documents.ts';
import { dataFile } from './span-files.ts';

const REQUEST = { startTimeUnixNano: 0n, endTimeUnixNano: 1n << 62n, duplicates: 'fast' as const };

function inputOf(...fields: readonly (readonly ReturnType<typeof field>[])[]) {
  const files = fields.map((_, i) => dataFile(`landing/spans/dt=2026-11-22/hour=10/${i}.parquet`));
  return { files, documents: files.map(({ path }, i) => document(path, fields[i])) };
}

describe('QueryPlanner', () => {
  it('sees that an attribute has another type now, or another place, or is gone', () => {
    const planner = new QueryPlanner();
    const sql = 'SELECT "app.step", "server.port" FROM spans';
    const inputs = [
      inputOf([field('app.step', 'span', 'number')]),
      inputOf([field('app.step', 'span', 'number')], [field('app.step', 'span', 'number')]),
      inputOf([field('app.step', 'span', 'number')], [field('app.step', 'span', 'string')]),
      inputOf([field('app.step', 'span', 'number'), field('server.port', 'span', 'string')]),
      inputOf([field('app.step', 'resource', 'string')]),
    ];
    const texts = [...inputs, ...inputs].map((input) => {
      const { plan } = planner.plan({ sql, ...REQUEST }, input);
      const fresh = planQuery({ sql, ...REQUEST }, input).plan!;
      const duckdb = { ...fresh.duckdb, placesOf: expect.any(Function) };
      expect(plan).toEqual({ ...fresh, duckdb });
      return plan?.duckdb.sql;
    });
    expect(new Set(texts.slice(0, 5)).size).toBe(5);
    expect(() => planner.plan({ sql, ...REQUEST }, inputOf([]))).toThrow('app.step');
  });

  it('plans a text again for other times and other files', () => {
    const planner = new QueryPlanner();
    const sql = 'SELECT name FROM spans';
    const input = inputOf([], []);
    expect(planner.plan({ sql, ...REQUEST }, input).plan?.files).toHaveLength(2);
    expect(planner.plan({ sql, ...REQUEST, endTimeUnixNano: 0n }, input).plan?.files).toHaveLength(0);
    expect(planner.plan({ sql, ...REQUEST }, inputOf([])).plan?.files).toHaveLength(1);
  });
});
