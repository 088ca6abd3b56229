// A planner that is stopped in the middle of its work, and goes on with the next text.
import type { FieldDocument } from '@tracelake/schema';
import { expect, test } from 'vitest';
import type { ThreadLimit } from '../src/thread-room.ts';
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

test('without a thread for the clock a text is refused by that limit, which would have ended the process', () => {
  let limit: ThreadLimit | null = { used: 60, most: 60, name: 'ulimit -u' };
  const planner = new TimedPlanner(2000, () => limit);
  const plan = () => planner.plan(REQUEST, { files: [], documents: [] });
  expect(plan).toThrow(
    expect.objectContaining({
      code: 'too_many_queries',
      message: expect.stringContaining('60 of 60 processes and threads (ulimit -u)'),
      hint: expect.stringContaining('raise ulimit -u'),
    }),
  );
  limit = null;
  expect(plan().plan?.columns).toHaveLength(1);
});
