// `tracelake deploy` as a user types it, onto the stand: what it says, what it leaves, and that sst below it asks nobody but AWS.
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliAnswer, runCli } from '../../packages/cli/test/spawned-cli.ts';
import { installEngine } from './sst-command.ts';
import { ROOT } from './sst-environment.ts';
import { canDeploy, STACK_VARIABLES, stand } from './stack-variables.ts';

const STAGE = 'by-hand';

describe.skipIf(!canDeploy)('tracelake deploy', () => {
  let cli: BuiltCli;
  let configHome: string;
  /** Lets nobody through, and writes down who was to be asked. */
  let proxy: Server;
  const asked: string[] = [];

  beforeAll(async () => {
    cli = await buildCli();
    configHome = mkdtempSync(join(tmpdir(), 'tracelake-cli-deploy-'));
    installEngine(configHome);
    proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(403).end();
    }).on('connect', ({ url }, socket) => {
      asked.push(url ?? '');
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
  });
  afterAll(async () => {
    proxy?.close();
    rmSync(configHome, { recursive: true, force: true });
    await cli?.remove();
  });

  /** Without what keeps sst quiet: that is the command's own duty. */
  function tracelake(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<CliAnswer> {
    const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const env = {
      ...STACK_VARIABLES,
      AWS_ENDPOINT_URL: stand!.url,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
      XDG_CONFIG_HOME: configHome,
      // The engine is a stand-in: there is nothing to download.
      SST_SKIP_DEPENDENCY_CHECK: '1',
      HTTPS_PROXY: proxyUrl,
      HTTP_PROXY: proxyUrl,
      NO_PROXY: '127.0.0.1',
      ...more,
    };
    return runCli(cli, ['deploy', '--stage', STAGE, '--region', 'us-east-1', ...args], { cwd: '/', env });
  }

  it('shows with --dry-run what would be made, and what it would cost', async () => {
    const { exitCode, stdout, stderr } = await tracelake(['--dry-run']);
    expect(stderr).toContain(
      `What a deploy of the stage ${STAGE} would change in account 000000000000, region us-east-1`,
    );
    expect(stderr).toMatch(/at rest +0\.00, and 0\.023 a GB/);
    expect(stderr).toMatch(/a million spans +0\.057 to take/);
    expect(stderr).toMatch(/Ingest aws:kinesis:FirehoseDeliveryStream/);
    expect([exitCode, stdout]).toEqual([0, '']);
  });

  it('deploys, and says what was made and what to do next', async () => {
    const { exitCode, stdout } = await tracelake([]);
    expect(stdout).toMatch(/url +https:\/\/\S+lambda-url/);
    expect(stdout).toMatch(/tokenCommand +npx tracelake token create NAME --data s3:\/\/tracelake-by-hand-lake/);
    expect(stdout).toMatch(/layer +arn:aws:lambda:us-east-1:\d+:layer:tracelake-by-hand-extension:\d/);
    expect(stdout).toMatch(/stream +tracelake-by-hand-spans/);
    expect(stdout).toContain('doctor --aws --stream tracelake-by-hand-spans');
    expect(exitCode).toBe(0);
  });

  it('leaves no state of the stack in the clear', () => {
    expect(existsSync(join(ROOT, '.sst/pulumi'))).toBe(false);
  });

  it('says which setting is wrong before anything is made', async () => {
    const { exitCode, stderr } = await tracelake([], { TRACELAKE_BUFFER_SECONDS: '5' });
    expect(stderr).toContain(
      'error config_invalid: TRACELAKE_BUFFER_SECONDS is "5"; it must be a whole number from 60',
    );
    expect(exitCode).toBe(2);
  });

  it('removes it, and says that the bucket stays', async () => {
    const { exitCode, stdout, stderr } = await tracelake(['remove']);
    expect(stderr).toContain(`Removes the stage ${STAGE} from account 000000000000`);
    expect(stdout).toContain('its bucket stays, with all spans');
    expect(exitCode).toBe(0);
  });

  it('has asked nobody but AWS', () => {
    expect(asked).toEqual([]);
  });
});
