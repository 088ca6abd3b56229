// What the page leaves is ended by the id that was sent, and nothing else is.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AskedQueries } from '../../src/api/asked-queries.ts';

let ended: string[];
/** Draws what has come. */
let draw: () => void;
let asked: AskedQueries;
const never = new AbortController().signal;

beforeEach(() => {
  // No second passes by itself: what goes on was let go.
  vi.useFakeTimers();
  ended = [];
  let frame: (() => void)[] = [];
  draw = () => {
    for (const drawn of frame) drawn();
    frame = [];
  };
  asked = new AskedQueries(
    (id) => ended.push(id),
    () => new Promise((resolve) => frame.push(resolve)),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

/** Resolves with the id when it is answered. */
function ask(signal: AbortSignal, answered: Promise<void>, isLater = false) {
  let sent = '';
  const done = asked.follow({ signal, isLater }, async (headers) => {
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

/** Lets go on what waits for nothing but its turn. */
const turns = () => vi.advanceTimersByTimeAsync(0);

test('what may come later goes when all that is waited for is answered and drawn', async () => {
  const answers: (() => void)[] = [];
  const order: string[] = [];
  for (const name of ['first', 'second']) {
    const answered = new Promise<void>((resolve) => answers.push(resolve));
    void ask(never, answered).done.then(() => order.push(name));
  }
  void asked.quiet(never).then(() => order.push('later'));
  answers[0]();
  await vi.advanceTimersByTimeAsync(900);
  expect(order).toEqual(['first']);
  answers[1]();
  await turns();
  expect(order).toEqual(['first', 'second']);
  draw();
  await turns();
  expect(order).toEqual(['first', 'second', 'later']);
});

test('what came later as well is not waited for', async () => {
  ask(never, new Promise(() => {}), true);
  const later = asked.quiet(never);
  draw();
  await turns();
  draw();
  await later;
});

test('what is asked first while the frame is drawn is', async () => {
  let isLater = false;
  void asked.quiet(never).then(() => {
    isLater = true;
  });
  await turns();
  ask(never, new Promise(() => {}));
  draw();
  await turns();
  draw();
  await turns();
  expect(isLater).toBe(false);
});

test('and after a second, whatever still hangs, in a page that nobody sees as well', async () => {
  ask(never, new Promise(() => {}));
  const later = asked.quiet(never);
  await vi.advanceTimersByTimeAsync(1000);
  await later;
});

test('what is left while it waits for others does not wait on', async () => {
  const left = new AbortController();
  ask(never, new Promise(() => {}));
  const later = asked.quiet(left.signal);
  left.abort();
  await later;
});

test('code that nobody has asked for is loaded once what was asked first is drawn, and not once its view is left', async () => {
  let answer = (): void => undefined;
  ask(never, new Promise((resolve) => (answer = resolve)));
  const loaded: string[] = [];
  const load = (name: string) => async () => void loaded.push(name);
  asked.loadLater([load('list'), load('editor')]);
  const leave = asked.loadLater([load('left')]);
  leave();
  await turns();
  answer();
  await turns();
  expect(loaded).toEqual([]);
  draw();
  await turns();
  expect(loaded).toEqual(['list', 'editor']);
});
