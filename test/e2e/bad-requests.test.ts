// Bad requests at the API and bad starts of the CLI: each a coded error that names the value, the limit and the next step.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getJson, postJson } from './lake-client.ts';
import { endProcesses, type SpawnOptions } from './spawned-process.ts';
import {
  type RunningLake,
  removeFolder,
  startLake,
  temporaryFolder,
  testFolder,
  tracelake,
} from './tracelake-process.ts';

let folder: string;
let lake: RunningLake;

endProcesses('after all');
beforeAll(async () => {
  folder = temporaryFolder('bad-requests');
  lake = await startLake(folder);
});
afterAll(() => removeFolder(folder));

describe('the API answers with a problem', () => {
  const NO_SUCH_TRACE = 'ab'.repeat(16);

  test.each([
    ['a column nobody sent', { sql: 'SELECT no_such_thing FROM spans' }, 400, 'COLUMN_NOT_FOUND', 'no_such_thing'],
    ['another table', { sql: 'SELECT * FROM secrets' }, 400, 'TABLE_NOT_FOUND', 'secrets'],
    ['a broken statement', { sql: 'SELECT FROM WHERE' }, 400, 'SYNTAX_ERROR', '1'],
    ['no SELECT', { sql: 'DROP TABLE spans' }, 403, 'PERMISSION_DENIED', 'DROP'],
    ['two statements', { sql: 'SELECT 1; SELECT 2' }, 400, 'SYNTAX_ERROR', '1'],
    ['a function that is not one', { sql: `SELECT read_text('/etc/passwd')` }, 400, 'FUNCTION_NOT_FOUND', 'read_text'],
    ['a file of the machine', { sql: `SELECT * FROM '/etc/passwd'` }, 400, 'SYNTAX_ERROR', '/etc/passwd'],
    ['a time nobody can read', { sql: 'SELECT 1', start: 'yesterday-ish' }, 400, 'invalid_time', 'yesterday-ish'],
    ['an empty range', { sql: 'SELECT 1', start: '-1h', end: '-2h' }, 400, 'invalid_time', '-2h'],
    ['a limit beyond the limit', { sql: 'SELECT 1', limit: 0 }, 400, 'invalid_request', 'limit'],
    ['a field that is not one', { sql: 'SELECT 1', tiem: '1h' }, 400, 'invalid_request', 'tiem'],
    ['an engine that is not here', { sql: 'SELECT 1', engine: 'athena' }, 400, 'engine_not_available', 'athena'],
  ])('%s', async (_, body, status, code, value) => {
    const response = await postJson(`${lake.apiUrl}/api/v1/sql`, body);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const problem = (await response.json()) as Record<string, unknown>;
    expect(problem).toMatchObject({ status, hint: expect.stringMatching(/\S/) });
    expect(response.status).toBe(status);
    expect(problem['code']).toBe(code);
    expect(JSON.stringify(problem)).toContain(value);
  });

  test.each([
    ['/api/v1/traces/not-hex', 400, 'invalid_request', 'not-hex'],
    [`/api/v1/traces/${NO_SUCH_TRACE}`, 404, 'trace_not_found', NO_SUCH_TRACE],
    ['/api/v1/queries/nobody-asked', 404, 'query_not_found', 'nobody-asked'],
    ['/api/v1/nothing', 404, 'not_found', '/api/v1/nothing'],
  ])('GET %s', async (path, status, code, value) => {
    const { status: answered, body } = await getJson(`${lake.apiUrl}${path}`);
    expect(answered).toBe(status);
    expect(body).toMatchObject({ status, code, hint: expect.stringMatching(/\S/) });
    expect(String(body['detail'])).toContain(value);
  });

  test.each([
    ['Host', { host: 'evil.example' }, 'forbidden_host'],
    ['Origin', { origin: 'https://evil.example' }, 'forbidden_origin'],
  ])('a foreign %s', async (_, headers, code) => {
    const { status, text } = await getWithHeaders(`${lake.apiUrl}/api/v1/services`, headers);
    expect(status).toBe(403);
    expect(JSON.parse(text)).toMatchObject({ code, detail: expect.stringContaining('evil.example') });
  });
});

/** fetch does not let its caller set these headers. */
function getWithHeaders(url: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(url, { headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode ?? 0, text });
    })
      .on('error', reject)
      .end();
  });
}

describe('the CLI says what to do', () => {
  async function expectRefusal(args: string[], code: string, parts: string[], options: SpawnOptions = {}) {
    const { code: exitCode, stdout, stderr } = await tracelake(args, options);
    expect(exitCode, stderr).toBeGreaterThan(0);
    expect(stdout).toBe('');
    for (const part of [code, ...parts]) expect(stderr).toContain(part);
    // No stack for what is not our fault.
    expect(stderr).not.toMatch(/\n {4}at /);
  }

  test('the port is in use', async () => {
    const port = new URL(lake.apiUrl).port;
    const args = ['up', '--data', testFolder('port'), '--port', port, '--otlp-port', '0'];
    await expectRefusal(args, 'port_in_use', [port, '--port']);
    const otlpPort = new URL(lake.otlpUrl).port;
    const otlpArgs = ['up', '--data', testFolder('port'), '--port', '0', '--otlp-port', otlpPort];
    await expectRefusal(otlpArgs, 'port_in_use', [otlpPort, '--otlp-port']);
  });

  test('the folder is locked', async () => {
    const args = ['up', '--data', folder, '--port', '0', '--otlp-port', '0'];
    await expectRefusal(args, 'folder_locked', [folder, '--data']);
  });

  test('the folder is read-only', async () => {
    const readOnly = join(testFolder('read-only'), 'lake');
    mkdirSync(readOnly);
    chmodSync(readOnly, 0o555);
    chmodSync(join(readOnly, '..'), 0o755);
    const args = ['up', '--data', readOnly, '--port', '0', '--otlp-port', '0'];
    // Root may write anywhere: then the program is run as nobody.
    const asNobody = process.getuid?.() === 0 ? { uid: 65534 } : {};
    await expectRefusal(args, 'folder_read_only', [readOnly, '--data'], asNobody);
  });

  test('the folder is a file', async () => {
    const file = join(testFolder('file'), 'lake');
    writeFileSync(file, 'not a folder');
    const args = ['up', '--data', file, '--port', '0', '--otlp-port', '0'];
    await expectRefusal(args, 'folder_read_only', [file, '--data']);
  });

  test('there is no lake to ask', async () => {
    const nowhere = join(testFolder('nowhere'), 'lake');
    await expectRefusal(['sql', 'SELECT 1', '--data', nowhere], 'folder_not_found', [nowhere, 'tracelake up']);
    await expectRefusal(['sql', 'SELECT 1', '--url', 'http://127.0.0.1:1'], 'server_unreachable', [
      'http://127.0.0.1:1',
    ]);
  });

  test('slips of the pen', async () => {
    await expectRefusal(['sqll'], 'config_invalid', ['sqll', 'did you mean sql?']);
    await expectRefusal(['sql', 'SELECT 1', '--formt', 'csv'], 'config_invalid', ['--formt', 'did you mean --format?']);
    await expectRefusal(['up', '--port', '99999'], 'config_invalid', ['99999', '65535']);
    await expectRefusal(['up', '--host', '0.0.0.0', '--data', testFolder('host')], 'TRACELAKE_TOKEN', ['0.0.0.0']);
    await expectRefusal(['trace', 'xyz', '--url', lake.apiUrl], 'invalid_request', ['xyz', '32 hexadecimal digits']);
  });

  test('a query that is not one, from standard input', async () => {
    const options = { stdin: 'SELECT nam FROM spans' };
    await expectRefusal(['sql', '-', '--url', lake.apiUrl], 'COLUMN_NOT_FOUND', ['nam', 'name'], options);
  });
});
