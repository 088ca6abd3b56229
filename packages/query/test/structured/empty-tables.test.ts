// The first structured query of a process is read, too: the parser has learned nothing then (a rich one was refused as too entangled).
import { expect, it } from 'vitest';
import { forgetParsedShapes } from '../../src/parser/bounded-simulator.ts';
import { parseTrino } from '../../src/parser/parse-trino.ts';
import { compileStructuredQuery } from '../../src/structured/compile-structured-query.ts';
import { readStructuredQuery } from '../../src/structured/read-structured-query.ts';
import { RANGE } from './structured-lake.ts';

const RICH = {
  calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }, { op: 'CONCURRENCY' }],
  breakdowns: ['service.name', 'user.plan'],
  filters: [
    { column: 'user.plan', op: 'exists' },
    { column: 'root.user.plan', op: '=', value: 'a' },
    { column: 'any.cart.total', op: '>', value: 3 },
    { column: 'parent.name', op: 'contains', value: 'x' },
    { column: 'name', op: 'matches', value: 'x' },
    { column: 'cart.total', op: 'in', value: [1, 2] },
  ],
  orders: [{ op: 'COUNT', order: 'descending' }],
  havings: [{ calculateOp: 'COUNT', op: '>', value: 1 }],
  granularity: 60,
  calculatedFields: [
    { name: 'size', expression: `coalesce(trim(name), 'x') || CASE WHEN duration_ms > 500 THEN 'a' ELSE '' END` },
    { name: 'slow', expression: 'duration_ms > 500' },
  ],
};

it('a rich query and its series are each read with empty tables', () => {
  const { sql, series } = compileStructuredQuery(readStructuredQuery(RICH), RANGE);
  // A table that HAVING thins out, and what is under way, are not counted together with their series.
  const plainer = { ...RICH, havings: [], calculations: RICH.calculations.slice(0, 2) };
  const { tableWithSeries } = compileStructuredQuery(readStructuredQuery(plainer), RANGE, { sampled: false });
  for (const text of [sql, series?.sql, tableWithSeries?.sql]) {
    forgetParsedShapes();
    expect(parseTrino(text ?? '').semicolon).toBeUndefined();
  }
});
