// The folder that a server was started in is deleted under it, as by the next release of what stands there: its data lies elsewhere.
import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type CliFolder, cliFolder, runCli, startCli } from './spawned-cli.ts';

vi.setConfig({ testTimeout: 120_000 });

let cli: BuiltCli;
let folder: CliFolder;

beforeAll(async () => {
  cli = await buildCli();
  folder = cliFolder();
});

afterAll(async () => {
  folder.remove();
  await cli.remove();
});

const BODY = {
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: '5b8efff798038103d269b633813fc60c',
              spanId: 'eee19b7ec3c1b174',
              name: 'pay',
              startTimeUnixNano: `${Date.now()}000000`,
              endTimeUnixNano: `${Date.now()}000000`,
            },
          ],
        },
      ],
    },
  ],
};

it('keeps no server from showing what comes, and from landing it', async () => {
  const cwd = join(folder.path, 'release');
  mkdirSync(cwd);
  const server = await startCli(cli, ['up', '--data', '../lake', '--port', '0', '--otlp-port', '0'], { cwd });
  try {
    rmdirSync(cwd);
    const headers = { 'content-type': 'application/json' };
    const sent = await fetch(`${server.otlpUrl}/v1/traces`, { method: 'POST', headers, body: JSON.stringify(BODY) });
    expect(sent.status).toBe(200);
    const ask = () =>
      runCli(cli, ['sql', 'SELECT name FROM spans', '-f', 'csv', '--url', server.apiUrl], { cwd: folder.path });
    await vi.waitFor(async () => expect(await ask()).toMatchObject({ exitCode: 0, stdout: 'name\npay\n' }), {
      timeout: 30_000,
    });
    expect((await fetch(`${server.apiUrl}/api/v1/health`)).status).toBe(200);
  } finally {
    expect(await server.stop()).toBe(0);
  }
});
