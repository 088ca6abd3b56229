// tracelake replay, as its user runs it: rejects of the bucket into a stream of the stand.
import { CreateDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { type BuiltCli, buildCli } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliAnswer, runCli } from '../../packages/cli/test/spawned-cli.ts';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { newBucket, STAND_CLIENT, STAND_VARIABLES, stand } from './stand-account.ts';

const STREAM = 'replayed';

function reject(text: string): string {
  return JSON.stringify({
    attemptsMade: 1,
    lastErrorCode: 'DataFormatConversion.MalformedData',
    lastErrorMessage: 'Data does not match the schema. For input string: "oops"',
    rawData: Buffer.from(text).toString('base64'),
  });
}

describe.skipIf(stand === null)('tracelake replay', () => {
  let cli: BuiltCli;
  let bucket: string;
  let storage: S3Storage;

  beforeAll(async () => {
    cli = await buildCli();
    bucket = await newBucket();
    storage = new S3Storage({ address: { bucket, prefix: '' }, client: STAND_CLIENT });
    const put = (path: string, lines: string[]) => storage.put(path, new TextEncoder().encode(lines.join('\n')));
    await put('errors/spans/format-conversion-failed/dt=2026-11-22/one', [reject('{"a":1}'), reject('{"a":2}')]);
    await put('errors/spans/format-conversion-failed/dt=2026-11-22/cut', [reject('{"a":3}'), '{"rawData":"e']);
    const firehose = new FirehoseClient({
      endpoint: STAND_VARIABLES.AWS_ENDPOINT_URL,
      region: STAND_VARIABLES.AWS_REGION,
      credentials: { accessKeyId: STAND_VARIABLES.AWS_ACCESS_KEY_ID, secretAccessKey: 'test' },
    });
    await firehose.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName: STREAM,
        ExtendedS3DestinationConfiguration: {
          BucketARN: `arn:aws:s3:::${bucket}`,
          RoleARN: 'arn:aws:iam::123456789012:role/any',
          Prefix: 'again/',
        },
      }),
    );
    firehose.destroy();
  });
  afterAll(() => cli?.remove());

  const run = (...args: string[]): Promise<CliAnswer> =>
    runCli(cli, ['replay', '--data', `s3://${bucket}`, ...args], { cwd: '/', env: STAND_VARIABLES });

  async function contents(prefix: string): Promise<string[]> {
    const texts: string[] = [];
    for await (const { path } of storage.list(prefix)) texts.push(new TextDecoder().decode(await storage.get(path)));
    return texts.sort();
  }

  it('shows what there is and why, and touches nothing, when it is told so', async () => {
    const { stdout } = await run('--dry-run');
    expect(stdout).toMatch(/^2 records of 1 object would be sent again/);
    expect(stdout).toContain('MalformedData: Data does not match the schema');
    expect(await contents('errors/')).toHaveLength(2);
  });

  it('sends the records again, deletes their objects, and leaves what it cannot read', async () => {
    const { stdout, exitCode } = await run('errors/spans/', '--stream', STREAM);
    expect(stdout).toMatch(/^2 records of 1 object sent again/);
    expect(stdout).toContain('dt=2026-11-22/cut');
    expect(exitCode).toBe(1);
    expect(await contents('again/')).toEqual(['{"a":1}', '{"a":2}']);
    expect(await contents('errors/')).toHaveLength(1);
  });

  it.each([
    ['no stream named', [], /--stream/],
    ['a prefix of spans', ['landing/', '--stream', STREAM], /errors\//],
  ])('says what to do: %s', async (_, args, hint) => {
    const { stderr, exitCode } = await run(...args);
    expect([stderr, exitCode]).toEqual([expect.stringMatching(hint), 2]);
  });
});
