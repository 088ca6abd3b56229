// Answers that are not the API's own: what Lambda says for a function that could not answer.
import { expect, test } from 'vitest';
import { isPassing, problemOf, unreadable } from '../../src/api/api-problem.ts';

test('as many requests as may run at once: asked again by itself', async () => {
  const body =
    '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}';
  const problem = await problemOf(new Response(body, { status: 429 }));
  expect(problem).toMatchObject({ status: 429, title: 'Too many requests run at once' });
  expect(problem.hint).toMatch(/TRACELAKE_QUERY_CONCURRENCY/);
  expect(isPassing(problem)).toBe(true);
});

test.each([502, 504])('a function that ended with %i', async (status) => {
  const problem = await problemOf(new Response('Internal Server Error', { status }));
  expect(problem).toMatchObject({ status, title: 'The service ended before it answered' });
  expect(isPassing(problem)).toBe(false);
});

test('the API’s own words are kept', async () => {
  const own = { code: 'too_many_queries', title: 'T', detail: 'D', hint: 'H', status: 429 };
  const { detail, ...kept } = own;
  expect(await problemOf(Response.json(own, { status: 429 }))).toMatchObject({ ...kept, message: detail });
});

test('an answer that is not JSON: cut short, or of a proxy', () => {
  expect(unreadable(Response.json('[')).message).toMatch(/ended too early/);
  const page = new Response('<html>', { headers: { 'content-type': 'text/html; charset=utf-8' } });
  expect(unreadable(page)).toMatchObject({ code: 'answer_unreadable', message: expect.stringContaining('text/html') });
});

test('when to ask again is of the server, in seconds', async () => {
  const busy = (wait: string) => problemOf(new Response('', { status: 503, headers: { 'retry-after': wait } }));
  expect((await busy('7')).retryAfterMs).toBe(7000);
  expect((await busy('Mon, 30 Nov 2026 09:00:00 GMT')).retryAfterMs).toBeNull();
});
