// What the CLI makes of answers that stand for a service that could not answer itself.
import { expect, it } from 'vitest';
import { askForJson, errorOf } from '../../src/api/api-client.ts';

it.each([
  [
    429,
    '{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}',
    'too_many_queries',
    /Rate Exceeded.*TRACELAKE_QUERY_CONCURRENCY/,
  ],
  [429, 'Too Many Requests', 'too_many_queries', /429/],
  [
    403,
    '{"Message":"Forbidden. For troubleshooting Function URL authorization issues, see the guide"}',
    'aws_access_denied',
    /lambda:InvokeFunctionUrl/,
  ],
  [403, '<html>no</html>', 'server_unreachable', /another program/],
  [502, 'Internal Server Error', 'server_unreachable', /before it answered.*CloudWatch/],
  [504, '<html>Gateway Timeout</html>', 'server_unreachable', /\(504\).*memory/],
  [404, '{"Message":null}', 'server_unreachable', /404.*another program/],
  [200, 'null', 'server_unreachable', /200/],
])('of %d %s', (status, text, code, said) => {
  const { message, hint, ...error } = errorOf(status, text);
  expect(error.code).toBe(code);
  expect(`${message} ${hint}`).toMatch(said);
});

it.each([
  ['{"columns":[{"name":"n"}],"rows":[["1"]', /breaks off/],
  ['', /not as Tracelake/],
  ['<html>Sign in</html>', /not as Tracelake/],
])('of 200 and %j', async (text, said) => {
  const client = {
    place: 'here',
    send: async () => ({
      status: 200,
      body: (async function* () {
        yield Buffer.from(text);
      })(),
    }),
    close: async () => {},
  };
  const asked = askForJson(client, { method: 'GET', path: '/' }, new AbortController().signal);
  await expect(asked).rejects.toMatchObject({ code: 'server_unreachable', message: expect.stringMatching(said) });
});
