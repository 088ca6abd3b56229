// One deadline for all that a question does: it counts from the question.
import { expect, test } from 'vitest';
import { beforeDeadline, remainingMs } from '../src/deadline.ts';

const never = (): Promise<never> => new Promise(() => undefined);

test('what has gone by is taken off, and nothing is left below 0', () => {
  const now = performance.now();
  expect(remainingMs({ timeoutMs: 100_000, askedAtMs: now - 60_000 })).toBeLessThanOrEqual(40_000);
  expect(remainingMs({ timeoutMs: 1_000, askedAtMs: now - 60_000 })).toBe(0);
});

test('work of others is waited for until then, or until the caller leaves', async () => {
  expect(await beforeDeadline(Promise.resolve(7), { timeoutMs: 100_000 })).toBe(7);
  const late = { timeoutMs: 1_000, askedAtMs: performance.now() - 1_000 };
  await expect(beforeDeadline(never(), late)).rejects.toMatchObject({
    code: 'query_timeout',
    message: 'The query did not end within 1000 ms',
  });
  const gone = { timeoutMs: 100_000, signal: AbortSignal.abort() };
  await expect(beforeDeadline(never(), gone)).rejects.toMatchObject({ code: 'query_canceled' });
});
