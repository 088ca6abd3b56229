// A server that is there and says nothing (SIGSTOP): commands give it up after a while, and doctor names its process.
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

it('is given up by a command, and told of by doctor', async () => {
  const options = { cwd: folder.path };
  const server = await startCli(cli, ['up', '--data', 'lake', '--port', '0', '--otlp-port', '0'], options);
  server.process.kill('SIGSTOP');
  try {
    const asked = ['sql', 'SELECT 1', '--url', server.apiUrl, '--timeout', '1s'];
    const [answer, doctor] = await Promise.all([
      runCli(cli, asked, options),
      runCli(cli, ['doctor', '--data', 'lake'], options),
    ]);
    expect(answer.exitCode).toBe(1);
    expect(answer.stderr).toContain(`${server.apiUrl} has taken the question, and not answered within 13 s`);
    expect(doctor.stdout).toMatch(
      new RegExp(`warn +server +process ${server.process.pid} on \\S+ holds this folder, and does not`),
    );
  } finally {
    server.process.kill('SIGCONT');
  }
  expect(await server.stop()).toBe(0);
});
