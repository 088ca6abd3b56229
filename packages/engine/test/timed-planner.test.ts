// A planner that is stopped in the middle of its work, and goes on with the next text.
import type { FieldDocument } from '@tracelake/schema';
import { expect, test } from 'vitest';
import { TimedPlanner } from '../src/timed-planner.ts';

const REQUEST = { sql: 'SELECT 1 AS one', startTimeUnixNano: 0n, endTimeUnixNano: 1n, duplicates: 'fast' } as const;

/** Whoever walks over them never comes back. */
const ENDLESS: readonly FieldDocument[] = Object.assign([], {
  [Symbol.iterator]: () => {
    for (;;) Math.random();
  },
});

test('what takes too long is refused by its limit, and the next text is planned', () => {
  const planner = new TimedPlanner(2000);
  const endless = () => planner.plan(REQUEST, { files: [], documents: ENDLESS });
  expect(endless).toThrow(expect.objectContaining({ code: 'query_too_deep', details: { limitMs: 2000 } }));
  const { plan } = planner.plan(REQUEST, { files: [], documents: [] });
  expect(plan?.columns).toEqual([{ name: 'one', type: expect.objectContaining({ kind: 'integer' }) }]);
});

test('what the gate says is passed on', () => {
  const planner = new TimedPlanner();
  const refused = () => planner.plan({ ...REQUEST, sql: 'SELECT nosuch FROM spans' }, { files: [], documents: [] });
  expect(refused).toThrow(expect.objectContaining({ code: 'COLUMN_NOT_FOUND' }));
});
