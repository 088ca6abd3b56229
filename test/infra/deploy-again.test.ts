// The life of a stack on the stand: deployed, deployed again, a version with one more column, the version before it, removed. What is made
// of the resources is the stand-in engine's; what changes, in which order, and what stays is the stack's own. Takes two minutes.
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { firehoseJsonKeys, glueColumns, SPANS_TABLE } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { S3Storage } from '../../packages/lake/src/storage/s3-storage.ts';
import { NEW_COLUMN, type NewerClone, newerClone } from './newer-clone.ts';
import { runSst, type SstRun } from './sst-command.ts';
import { ROOT } from './sst-environment.ts';
import { canDeploy, stand } from './stack-variables.ts';

const STAGE = 'life';
const DATABASE = 'tracelake_life';
const CLIENT = {
  endpoint: stand?.url ?? '',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const KEYS = firehoseJsonKeys(SPANS_TABLE);

const columnNames = async () => {
  const { Table } = await new GlueClient(CLIENT).send(
    new GetTableCommand({ DatabaseName: DATABASE, Name: 'spans_landing' }),
  );
  return (Table?.StorageDescriptor?.Columns ?? []).map(({ Name }) => Name);
};

async function send(stream: string, id: number, more: object = {}): Promise<void> {
  const row = { [KEYS['start_time_unix_nano']!]: 1e18, trace_id: String(id), span_id: String(id), name: 'x', ...more };
  const Records = [{ Data: new TextEncoder().encode(JSON.stringify(row)) }];
  await new FirehoseClient(CLIENT).send(new PutRecordBatchCommand({ DeliveryStreamName: stream, Records }));
}

async function landed(bucket: string): Promise<string[]> {
  const storage = new S3Storage({ address: { bucket, prefix: '' }, client: CLIENT });
  const paths: string[] = [];
  for await (const { path } of storage.list('')) paths.push(path);
  return paths.filter((path) => /^(landing|errors)\//.test(path));
}

describe.skipIf(!canDeploy)('a deployed stack', () => {
  const oldColumns = glueColumns(SPANS_TABLE).map(({ Name }) => Name);
  let newer: NewerClone;
  let first: SstRun;

  beforeAll(async () => {
    newer = newerClone();
    first = await runSst('deploy', ROOT, STAGE);
    await send(first.outputs['stream']!, 1);
  });
  afterAll(() => newer?.remove());

  it('changes nothing when it is deployed again', async () => {
    const again = await runSst('deploy', ROOT, STAGE);
    expect([again.changes, again.outputs]).toEqual([[], first.outputs]);
  });

  it('gets a new column at its end, in the table before the stream and the layer', async () => {
    const { changes, outputs } = await runSst('deploy', newer.folder, STAGE);
    expect(await columnNames()).toEqual([...oldColumns, NEW_COLUMN.name]);
    const [table, ...later] = ['update SpansLanding', 'update Ingest', 'update Layer'].map((name) =>
      changes.indexOf(name),
    );
    expect(table).toBeGreaterThanOrEqual(0);
    for (const place of later) expect(place).toBeGreaterThan(table!);
    expect(changes.filter((change) => !change.startsWith('update'))).toEqual([]);
    expect(outputs['layer']).toBe(first.outputs['layer']!.replace(/:1$/, ':2'));
    expect({ ...outputs, layer: null }).toEqual({ ...first.outputs, layer: null });
    await send(outputs['stream']!, 2, { [NEW_COLUMN.id.toString(36)]: 'new' });
  });

  it('goes back to the version before, and takes what a newer layer still sends', async () => {
    const { outputs } = await runSst('deploy', ROOT, STAGE);
    expect(await columnNames()).toEqual(oldColumns);
    expect(outputs['bucket']).toBe(first.outputs['bucket']);
    await send(outputs['stream']!, 3, { [NEW_COLUMN.id.toString(36)]: 'new' });
    const paths = await landed(outputs['bucket']!);
    expect(paths.filter((path) => path.startsWith('errors/'))).toEqual([]);
    expect(paths).toHaveLength(3);
  });

  it('goes with `sst remove`, but for the bucket and every file in it', async () => {
    const before = await landed(first.outputs['bucket']!);
    const { changes } = await runSst('remove', ROOT, STAGE);
    expect(changes).toEqual(expect.arrayContaining(['delete Ingest', 'delete SpansLanding', 'delete QueryFunction']));
    const kept = ['Bucket', 'Encryption', 'Lifecycle', 'Policy', 'PublicAccessBlock'].map(
      (name) => `discard Lake${name}`,
    );
    expect(changes.filter((change) => change.startsWith('discard')).sort()).toEqual(kept);
    await expect(columnNames()).rejects.toThrow(/not found/i);
    expect(await landed(first.outputs['bucket']!)).toEqual(before);
  });
});
