// What the page leaves is ended by the id that was sent, and nothing else is.
import { beforeEach, expect, test } from 'vitest';
import { AskedQueries } from '../../src/api/asked-queries.ts';

let ended: string[];
let asked: AskedQueries;
const never = new AbortController().signal;

beforeEach(() => {
  ended = [];
  asked = new AskedQueries((id) => ended.push(id));
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
  let answer = (): void => {};
  const order: string[] = [];
  const first = ask(never, new Promise((resolve) => (answer = resolve))).done.then(() => order.push('first'));
  const later = asked.quiet(never).then(() => order.push('later'));
  await new Promise((resolve) => setTimeout(resolve));
  expect(order).toEqual([]);
  answer();
  await Promise.all([first, later]);
  expect([...order].sort()).toEqual(['first', 'later']);
});

test('what is left while it waits for others does not wait on', async () => {
  const left = new AbortController();
  ask(never, new Promise(() => {}));
  const later = asked.quiet(left.signal);
  left.abort();
  await later;
});
