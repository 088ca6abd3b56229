// Background queries: their states, limits and end.
import { TracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { problemOf, toTracelakeError } from '../../src/http/problem.ts';
import { QueryStore, type QueryStoreLimits, type QuerySubmission } from '../../src/queries/query-store.ts';
import type { JsonResult } from '../../src/results/json-result.ts';
import { SAMPLE_STATS } from '../results/sample-result.ts';

const RESULT: JsonResult = { columns: [], rowTexts: ['[1]'], stats: SAMPLE_STATS, truncated: false };

function storeAt(clock: { nowMs: number }, limits: Partial<QueryStoreLimits> = {}): QueryStore {
  let lastId = 0;
  return new QueryStore({
    nowMs: () => clock.nowMs,
    newId: () => `q${(lastId += 1)}`,
    limits: { maxRunning: 2, maxEnded: 3, keepEndedMs: 1000, ...limits },
  });
}

function submission(run: QuerySubmission['run']): QuerySubmission {
  return {
    sql: 'SELECT 1',
    startTimeUnixNano: 0n,
    endTimeUnixNano: 1n,
    run,
    toProblem: (error) => problemOf(toTracelakeError(error), { instance: '/', requestId: 'r' }),
  };
}

const succeeding = submission(async () => RESULT);
const untilAborted = submission(
  (signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new TracelakeError('query_canceled', 'Canceled.')));
    }),
);
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('QueryStore', () => {
  it('keeps the result of what succeeds and the problem of what fails', async () => {
    const store = storeAt({ nowMs: 5 });
    const good = store.submit(succeeding);
    const bad = store.submit(submission(() => Promise.reject(new TracelakeError('query_timeout', 'Too long.'))));
    expect(good).toMatchObject({ id: 'q1', status: 'running', submittedAtMs: 5, endedAtMs: null });
    await settled();
    expect(store.get('q1')).toMatchObject({ status: 'succeeded', result: RESULT, endedAtMs: 5 });
    expect(store.get(bad.id)).toMatchObject({ status: 'failed', problem: { code: 'query_timeout' } });
    expect(store.list().map(({ id }) => id)).toEqual(['q2', 'q1']);
  });

  it('cancels what runs, and leaves alone what has ended', async () => {
    const store = storeAt({ nowMs: 0 });
    const { id } = store.submit(untilAborted);
    expect(store.cancel(id).status).toBe('canceled');
    await settled();
    expect(store.get(id)).toMatchObject({ status: 'canceled', problem: null });
    store.submit(succeeding);
    await settled();
    expect(store.cancel('q2').status).toBe('succeeded');
  });

  it('runs so many at once and no more', async () => {
    const store = storeAt({ nowMs: 0 });
    store.submit(untilAborted);
    store.submit(untilAborted);
    expect(() => store.submit(succeeding)).toThrow(expect.objectContaining({ code: 'too_many_queries' }));
    store.cancel('q1');
    expect(store.submit(succeeding).status).toBe('running');
    await store.close();
  });

  it('forgets what ended long ago, and the oldest of too many; never what runs', async () => {
    const clock = { nowMs: 0 };
    const store = storeAt(clock);
    store.submit(untilAborted);
    for (let count = 0; count < 5; count += 1) {
      store.submit(succeeding);
      await settled();
    }
    expect(store.list().map(({ id }) => id)).toEqual(['q6', 'q5', 'q4', 'q1']);
    clock.nowMs = 1001;
    expect(store.list().map(({ id }) => id)).toEqual(['q1']);
    expect(() => store.get('q6')).toThrow(expect.objectContaining({ code: 'query_not_found' }));
    await store.close();
  });

  it('waits, when it closes, until what it canceled has stopped', async () => {
    const store = storeAt({ nowMs: 0 });
    let stopped = false;
    store.submit(
      submission(
        (signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () =>
              setTimeout(() => {
                stopped = true;
                reject(new Error('stopped'));
              }, 20),
            );
          }),
      ),
    );
    await store.close();
    expect(stopped).toBe(true);
  });
});
