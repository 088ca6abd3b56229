// What the page leaves is ended by the id that was sent, and nothing else is.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AskedQueries } from '../../src/api/asked-queries.ts';

let ended: string[];
let asked: AskedQueries;
const never = new AbortController().signal;

beforeEach(() => {
  // No second passes by itself: what goes on was let go.
  vi.useFakeTimers();
  ended = [];
  asked = new AskedQueries((id) => ended.push(id));
});

afterEach(() => {
  vi.useRealTimers();
});

/** Resolves with the id when it is answered. */
function ask(signal: AbortSignal, answered: Promise<void>) {
  let sent = '';
  const done = asked.follow(signal, async (headers) => {
    sent = headers['tracelake-query-id'];
    await answered;
  });
  return { id: sent, done };
}

test('ends what is aborted while it is waited for, by the id that was sent', async () => {
  const left = new AbortController();
  const { id } = ask(left.signal, new Promise(() => {}));
  ask(never, new Promise(() => {}));
  left.abort();
  // As the server takes it.
  expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/);
  expect(ended).toEqual([id]);
});

test('ends nothing that was answered, or has failed', async () => {
  const left = new AbortController();
  await ask(left.signal, Promise.resolve()).done;
  await expect(ask(left.signal, Promise.reject(new Error('no'))).done).rejects.toThrow('no');
  left.abort();
  asked.endAll();
  expect(ended).toEqual([]);
});

test('ends all that is waited for when the page goes, each by its own id', () => {
  const ids = [1, 2].map(() => ask(never, new Promise(() => {})).id);
  asked.endAll();
  expect(ended).toEqual(ids);
  expect(new Set(ids).size).toBe(2);
});

test('what may come later goes when all that is waited for is answered', async () => {
  const answers: (() => void)[] = [];
  const order: string[] = [];
  for (const name of ['first', 'second']) {
    const answered = new Promise<void>((resolve) => answers.push(resolve));
    void ask(never, answered).done.then(() => order.push(name));
  }
  const later = asked.quiet(never).then(() => order.push('later'));
  answers[0]();
  await vi.advanceTimersByTimeAsync(900);
  expect(order).toEqual(['first']);
  answers[1]();
  await later;
  expect([...order].sort()).toEqual(['first', 'later', 'second']);
});

test('and after a second, whatever still hangs', async () => {
  ask(never, new Promise(() => {}));
  const later = asked.quiet(never);
  await vi.advanceTimersByTimeAsync(1000);
  await later;
});

test('where nothing is waited for it goes at once', async () => {
  await asked.quiet(never);
});

test('what is left while it waits for others does not wait on', async () => {
  const left = new AbortController();
  ask(never, new Promise(() => {}));
  const later = asked.quiet(left.signal);
  left.abort();
  await later;
});
