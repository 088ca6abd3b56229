// The npm package as a user gets it: installed into an empty folder, deployed by one command, asked at its URL, removed, and deployed again over the
// bucket that was kept.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { keyedDocument } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliAnswer, runCli } from '../../packages/cli/test/spawned-cli.ts';
import { localUrl } from './function-url.ts';
import { installEngine } from './sst-command.ts';
import { ROOT } from './sst-environment.ts';
import { canDeploy, STACK_VARIABLES, stand } from './stack-variables.ts';

const STAGE = 'packed';
const PACK_TIMEOUT_MS = 300_000;
const AWS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_REGION: 'us-east-1' };

const DOCUMENT = JSON.stringify({
  trace_id: '1'.padStart(32, '0'),
  span_id: '1'.padStart(16, '0'),
  start_time_unix_nano: Math.floor(Date.now() / 1000) * 1_000_000_000,
  duration_nano: 5_000_000,
  name: 'GET /cart',
  kind: 'SERVER',
  service_name: 'shop',
});

interface Outputs {
  readonly url: string;
  readonly bucket: string;
  readonly stream: string;
}

describe.skipIf(!canDeploy)('the npm package', () => {
  let folder: string;
  let outputs: Outputs;
  let token: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tracelake-package-'));
    const npm = (...args: string[]) => execFileSync('npm', [...args, '--silent'], { cwd: join(folder, 'app') });
    mkdirSync(join(folder, 'app'));
    execFileSync(process.execPath, ['scripts/build-package.mjs', join(folder, 'package')], { cwd: ROOT });
    npm('pack', join(folder, 'package'));
    npm('init', '--yes');
    npm('install', './tracelake-0.1.0.tgz', '--no-audit', '--no-fund');
    installEngine(join(folder, 'config'));
    // What sst would unpack there: 300 MB.
    const unpacked = join(folder, 'cache/tracelake/stack-0.1.0/.sst');
    mkdirSync(unpacked, { recursive: true });
    symlinkSync(join(ROOT, '.sst/platform'), join(unpacked, 'platform'));
    cpSync(join(ROOT, '.sst/provider-lock.json'), join(unpacked, 'provider-lock.json'));
  }, PACK_TIMEOUT_MS);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function tracelake(args: readonly string[], more: Readonly<Record<string, string>> = {}): Promise<CliAnswer> {
    const env = {
      ...AWS,
      ...STACK_VARIABLES,
      AWS_ENDPOINT_URL: stand!.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_CACHE_HOME: join(folder, 'cache'),
      SST_SKIP_DEPENDENCY_CHECK: '1',
      ...more,
    };
    const main = join(folder, 'app/node_modules/tracelake/bin/tracelake.mjs');
    return runCli({ main } as Parameters<typeof runCli>[0], args, { cwd: join(folder, 'app'), env });
  }

  async function deploy(stage: string, more: Readonly<Record<string, string>> = {}): Promise<Outputs> {
    const { exitCode, stdout, stderr } = await tracelake(['deploy', '--stage', stage, '--format', 'json'], more);
    expect(exitCode, stderr).toBe(0);
    expect(stderr).not.toContain('warning');
    return (JSON.parse(stdout) as { outputs: Outputs }).outputs;
  }

  /** As a user asks the deployed service. */
  async function ask(url: string, args: readonly string[], more: Readonly<Record<string, string>>): Promise<CliAnswer> {
    const local = await localUrl(url, stand!.url);
    const answer = await tracelake([...args, '--url', local.url], more);
    local.close();
    return answer;
  }

  it(
    'has all that a deploy needs',
    async () => {
      const { stderr } = await tracelake(['deploy', '--stage', STAGE, '--dry-run']);
      expect(stderr).toMatch(/Ingest aws:kinesis:FirehoseDeliveryStream/);
      outputs = await deploy(STAGE);
      expect(outputs).toMatchObject({ stream: `tracelake-${STAGE}-spans`, bucket: expect.stringContaining(STAGE) });
    },
    PACK_TIMEOUT_MS,
  );

  it('asks what it has deployed, at its URL', async () => {
    const { url, bucket, stream } = outputs;
    const made = await tracelake(['token', 'create', 'laptop', '--data', `s3://${bucket}`]);
    token = made.stdout.trim();
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const firehose = new FirehoseClient({ endpoint: stand!.url, region: AWS.AWS_REGION, credentials });
    const Records = [{ Data: new TextEncoder().encode(keyedDocument(DOCUMENT)) }];
    await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: stream, Records }));
    firehose.destroy();
    const sql = ['sql', 'SELECT name, count(*) AS n FROM spans GROUP BY 1'];
    const answer = await ask(url, [...sql, '--format', 'csv'], { TRACELAKE_TOKEN: token });
    expect([answer.stdout, answer.stderr]).toEqual(['name,n\nGET /cart,1\n', expect.stringContaining('1 rows')]);
    const fields = await ask(url, ['fields'], { TRACELAKE_TOKEN: token });
    expect(fields.stdout).toContain('service.name');
  });

  it('says at its URL what is wrong: token, question', async () => {
    const { url } = outputs;
    const stranger = await ask(url, ['sql', 'SELECT 1'], { TRACELAKE_TOKEN: 'tlk_wrong' });
    expect([stranger.exitCode, stranger.stderr]).toEqual([1, expect.stringContaining('error unauthorized')]);
    const wrong = await ask(url, ['sql', 'SELECT nothing FROM spans'], { TRACELAKE_TOKEN: token });
    expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('error COLUMN_NOT_FOUND')]);
  });

  it(
    'takes up the bucket that it has kept: its spans, its tokens',
    async () => {
      const { bucket } = outputs;
      const removed = await tracelake(['deploy', 'remove', '--stage', STAGE]);
      expect(removed.stdout).toContain('its bucket stays');
      // Of another name, since the stand-in engine leaves roles behind.
      const again = await deploy(`${STAGE}-again`, { TRACELAKE_BUCKET: bucket });
      expect(again.bucket).toBe(bucket);
      const sql = ['sql', 'SELECT name FROM spans', '--format', 'csv'];
      const { stdout } = await ask(again.url, sql, { TRACELAKE_TOKEN: token });
      expect(stdout).toContain('GET /cart');
    },
    PACK_TIMEOUT_MS,
  );
});
