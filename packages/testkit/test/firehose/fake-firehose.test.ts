// The service as AWS's own client sees it: signatures, limits, partial failures, faults, buffering, delivery.
import { setTimeout as sleep } from 'node:timers/promises';
import { FirehoseClient, PutRecordBatchCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import { glueColumns, SPANS_TABLE } from '@tracelake/schema';
import { afterEach, describe, expect, test } from 'vitest';
import { readWithHyparquet } from '../../../lake/test/parquet/parquet-oracles.ts';
import type { DeliveredObject, StreamConfiguration } from '../../src/firehose/delivery-stream.ts';
import {
  type FakeFirehose,
  type FakeFirehoseOptions,
  startFirehose,
  TEST_CREDENTIALS,
} from '../../src/firehose/fake-firehose.ts';
import { seededFaults } from '../../src/firehose/firehose-faults.ts';
import { seededRandom } from '../../src/seeded-random.ts';

const SPANS: StreamConfiguration = {
  prefix: 'landing/spans/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/',
  errorPrefix: 'errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/',
  conversion: { table: glueColumns(SPANS_TABLE), caseInsensitive: false },
};
const START = Date.UTC(2026, 10, 22, 17, 59, 50);

const firehoses: FakeFirehose[] = [];
afterEach(async () => {
  for (const firehose of firehoses.splice(0)) await firehose.close();
});

interface Stand {
  readonly firehose: FakeFirehose;
  readonly client: FirehoseClient;
  readonly objects: DeliveredObject[];
  readonly clock: { now: number };
}

async function stand(options: Partial<FakeFirehoseOptions> & { readonly clientClockMs?: number } = {}): Promise<Stand> {
  const objects: DeliveredObject[] = [];
  const clock = { now: START };
  const firehose = await startFirehose({
    streams: { spans: SPANS },
    storage: (object) => void objects.push(object),
    clock: { nowMs: () => clock.now },
    ...options,
  });
  firehoses.push(firehose);
  return { firehose, client: clientOf(firehose, options.clientClockMs ?? START), objects, clock };
}

function clientOf(firehose: FakeFirehose, nowMs: number, credentials = TEST_CREDENTIALS): FirehoseClient {
  return new FirehoseClient({
    endpoint: firehose.url,
    region: firehose.region,
    credentials,
    maxAttempts: 1,
    systemClockOffset: nowMs - Date.now(),
  });
}

const bytes = (text: string) => new TextEncoder().encode(text);

function put(client: FirehoseClient, records: readonly (string | Uint8Array)[], stream = 'spans') {
  const Records = records.map((record) => ({ Data: typeof record === 'string' ? bytes(record) : record }));
  return client.send(new PutRecordBatchCommand({ DeliveryStreamName: stream, Records }));
}

describe("signatures, made by AWS's own signer", () => {
  test('a right one is taken, with a session token and without', async () => {
    const { firehose, client } = await stand();
    expect(await put(client, ['{}'])).toMatchObject({ FailedPutCount: 0, Encrypted: false });
    const { sessionToken: _, ...lasting } = TEST_CREDENTIALS;
    firehose.setCredentials([lasting]);
    expect(await put(clientOf(firehose, START, lasting), ['{}'])).toMatchObject({ FailedPutCount: 0 });
  });

  test.each([
    ['another secret', { ...TEST_CREDENTIALS, secretAccessKey: 'wrong' }, 0, 'InvalidSignatureException'],
    ['another token', { ...TEST_CREDENTIALS, sessionToken: 'stale' }, 0, 'UnrecognizedClientException'],
    ['an unknown key', { ...TEST_CREDENTIALS, accessKeyId: 'AKIAUNKNOWN' }, 0, 'UnrecognizedClientException'],
    ['a date more than 5 minutes old, as after a long freeze', TEST_CREDENTIALS, -301_000, 'InvalidSignatureException'],
    ['a date more than 5 minutes ahead', TEST_CREDENTIALS, 301_000, 'InvalidSignatureException'],
  ])('refused: %s', async (_, credentials, offsetMs, name) => {
    const { firehose } = await stand();
    const client = clientOf(firehose, START + offsetMs, credentials);
    await expect(put(client, ['{}'])).rejects.toMatchObject({ name });
    expect(firehose.billed('spans').records).toBe(0);
  });

  test('credentials that have expired', async () => {
    const { firehose, client, clock } = await stand();
    firehose.setCredentials([{ ...TEST_CREDENTIALS, expiresAtMs: START + 60_000 }]);
    await put(client, ['{}']);
    clock.now += 60_000;
    await expect(put(client, ['{}'])).rejects.toMatchObject({ name: 'ExpiredTokenException' });
  });
});

describe('limits (docs: API_PutRecordBatch, limits)', () => {
  const FULL = new Uint8Array(1_024_000).fill(0x20);

  test('500 records, not 501', async () => {
    const { client } = await stand();
    const answer = await put(client, Array(500).fill('{}'));
    expect(answer.RequestResponses).toHaveLength(500);
    await expect(put(client, Array(501).fill('{}'))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('1,000 KiB a record before base64, not a byte more', async () => {
    const { client } = await stand();
    await put(client, [FULL]);
    await expect(put(client, [new Uint8Array(1_024_001)])).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('4 MiB a call; base64 counts, since AWS does not say that it does not', async () => {
    const { client } = await stand();
    await put(client, [FULL, FULL, FULL]);
    const tooMuch = [FULL, FULL, FULL, new Uint8Array(100_000)];
    await expect(put(client, tooMuch)).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  test('an unknown stream, a bad name', async () => {
    const { client } = await stand();
    await expect(put(client, ['{}'], 'gone')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(put(client, ['{}'], 'a b')).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('requests a second: 503; bytes a second: the records beyond them fail (docs: limits)', async () => {
    const limits = { requestsPerSecond: 2, recordsPerSecond: 100, bytesPerSecond: 30 };
    const { client, clock } = await stand({ limits });
    expect(await put(client, ['{"name":"a"}', '{"name":"b"}', '{"name":"c"}'])).toMatchObject({
      FailedPutCount: 1,
      RequestResponses: [{ RecordId: expect.any(String) }, {}, { ErrorCode: 'ServiceUnavailableException' }],
    });
    await put(client, ['{}']);
    await expect(put(client, ['{}'])).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
    clock.now += 1_000;
    await put(client, ['{}']);
  });

  test('base64 texts behind one another are no base64 (docs: API_Record)', async () => {
    const { readPutRequest } = await import('../../src/firehose/put-request.ts');
    const body = bytes('{"DeliveryStreamName":"s","Records":[{"Data":"e30=e30="}]}');
    expect(() => readPutRequest('PutRecordBatch', body)).toThrow('not base64');
  });
});

describe('billing (docs: basic-write, "5 KB increments")', () => {
  test('each record is rounded up by itself; refused records cost nothing', async () => {
    const { firehose, client } = await stand({ faults: [undefined, { kind: 'partial', failed: [0] }] });
    await put(client, [new Uint8Array(1), new Uint8Array(5_120), new Uint8Array(5_121)]);
    expect(firehose.billed('spans')).toEqual({ calls: 1, records: 3, bytes: 10_242, units: 4, unitsAtBest: 3 });
    await put(client, ['{}', '{}']);
    expect(firehose.billed('spans')).toMatchObject({ calls: 2, records: 4, units: 5 });
  });
});

describe('faults by script', () => {
  test('a partial failure is a 200 that names what failed (docs: API_PutRecordBatch)', async () => {
    const { firehose, client } = await stand({ faults: [{ kind: 'partial', failed: [1], code: 'InternalFailure' }] });
    const answer = await put(client, ['{}', '{}', '{}']);
    expect(answer.FailedPutCount).toBe(1);
    expect(answer.RequestResponses?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      'InternalFailure',
      undefined,
    ]);
    expect(firehose.calls[0]).toMatchObject({ accepted: [0, 2], status: 200, fault: 'partial' });
  });

  test.each([
    ['unavailable', { kind: 'unavailable' }, { name: 'ServiceUnavailableException', status: 503 }],
    ['an internal failure', { kind: 'internal-failure' }, { name: 'InternalFailure', status: 500 }],
    ['no right', { kind: 'refused', code: 'AccessDeniedException' }, { name: 'AccessDeniedException', status: 400 }],
  ] as const)('%s takes nothing', async (_, fault, { name, status }) => {
    const { firehose, client } = await stand({ faults: [fault] });
    await expect(put(client, ['{}'])).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(firehose.counts('spans').bufferedRecords).toBe(0);
    await put(client, ['{}']);
  });

  test.each([
    ['HTML of a proxy', { kind: 'html-error' }, 0],
    ['a reset before', { kind: 'reset-before' }, 0],
    ['a reset after', { kind: 'reset-after' }, 1],
    ['a truncated answer', { kind: 'truncated-answer' }, 1],
  ] as const)('%s is an error to the caller', async (_, fault, taken) => {
    const { firehose, client } = await stand({ faults: [fault] });
    await expect(put(client, ['{}'])).rejects.toThrow();
    expect(firehose.counts('spans').bufferedRecords).toBe(taken);
  });

  test('no answer, and a connection refused until it listens again on the same port', async () => {
    const { firehose, client } = await stand({ faults: [{ kind: 'hang', accepts: true }] });
    const hanging = put(client, ['{}']).catch((error: Error) => error);
    await expect.poll(() => firehose.calls.length).toBe(1);
    await firehose.refuseConnections();
    expect(await hanging).toBeInstanceOf(Error);
    await expect(put(client, ['{}'])).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await firehose.listen();
    await put(client, ['{}']);
    expect(firehose.counts('spans').bufferedRecords).toBe(2);
  });

  test('by seed: the same seed, the same faults; each kind comes', () => {
    const shares = { partial: 0.2, unavailable: 0.2, 'reset-after': 0.2, hang: 0.1, slow: 0.1 };
    const kinds = (seed: number) => {
      const faults = seededFaults(seededRandom(seed), shares);
      return Array.from(
        { length: 300 },
        (_, number) => faults({ number, stream: 'spans', records: 3 })?.kind ?? 'none',
      );
    };
    expect(kinds(7)).toEqual(kinds(7));
    expect(kinds(7)).not.toEqual(kinds(8));
    expect(new Set(kinds(7))).toEqual(new Set([...Object.keys(shares), 'none']));
  });
});

describe('buffering and delivery (docs: buffering-hints, s3-object-name)', () => {
  test('an object comes after the interval, under the hour of its oldest record', async () => {
    const { firehose, client, objects, clock } = await stand();
    await put(client, ['{"name":"first"}']);
    clock.now += 20_000;
    await put(clientOf(firehose, clock.now), ['{"name":"in the next hour"}']);
    clock.now = START + 299_999;
    await firehose.deliverDue();
    expect(objects).toEqual([]);
    clock.now++;
    await firehose.deliverDue();
    expect(objects).toHaveLength(1);
    const [object] = objects as [DeliveredObject];
    expect(object.key).toMatch(
      /^landing\/spans\/dt=2026-11-22\/hour=17\/spans-1-2026-11-22-17-59-50-[0-9a-f-]{36}\.parquet$/,
    );
    const names = (await readWithHyparquet(object.body)).map(({ name }) => name);
    expect(names.sort()).toEqual(['first', 'in the next hour']);
  });

  test('or when the buffer is full; with conversion that is 64 MB at least', async () => {
    const raw = { prefix: 'raw/', buffering: { sizeMb: 1, intervalSeconds: 900 } };
    const { firehose, client, objects } = await stand({ streams: { raw } });
    const record = new Uint8Array(524_288).fill(0x61);
    await put(client, [record], 'raw');
    await firehose.deliverDue();
    expect(objects).toHaveLength(0);
    await put(client, [record], 'raw');
    await firehose.deliverDue();
    expect(objects.map(({ body }) => body.length)).toEqual([1_048_576]);
    const streams = { spans: { ...SPANS, buffering: { sizeMb: 63 } } };
    await expect(stand({ streams })).rejects.toThrow('SizeInMBs 63');
  });

  test('several internal shards give several files an interval', async () => {
    const { firehose, client, objects } = await stand({ streams: { spans: { ...SPANS, shards: 3 } } });
    await put(client, ['{"name":"a"}', '{"name":"b"}', '{"name":"c"}', '{"name":"d"}']);
    await firehose.flush();
    expect(objects).toHaveLength(3);
  });

  test('by its own clock it delivers without being asked', async () => {
    const streams = { spans: { ...SPANS, buffering: { intervalSeconds: 0 } } };
    const { objects, client } = await stand({ streams, clock: undefined, clientClockMs: Date.now() });
    await put(client, ['{"name":"a"}']);
    for (let waited = 0; objects.length === 0 && waited < 5_000; waited += 50) await sleep(50);
    expect(objects).toHaveLength(1);
  });

  test('converted objects say hadoop-snappy, although their body is plain Parquet (probed)', async () => {
    const { firehose, client, objects } = await stand();
    await put(client, ['{"name":"a"}']);
    await firehose.flush();
    expect(objects[0]).toMatchObject({ contentType: 'application/octet-stream', contentEncoding: 'hadoop-snappy' });
  });

  test('without conversion there is no delimiter and no suffix (docs: basic-deliver)', async () => {
    const { firehose, client, objects } = await stand({ streams: { raw: { prefix: 'raw/' } } });
    await put(client, ['{"a":1}', '{"b":2}'], 'raw');
    await firehose.flush();
    expect(new TextDecoder().decode(objects[0]!.body)).toBe('{"a":1}{"b":2}');
    expect(objects[0]!.key).toMatch(/^raw\/2026\/11\/22\/17\/raw-1-.*[0-9a-f]$/);
  });

  test('a destination that is away keeps its records for a day, then they are lost (docs: basic-deliver)', async () => {
    const delivered: string[] = [];
    let isAway = true;
    const storage = ({ key }: DeliveredObject) => {
      if (isAway) throw new Error('away');
      delivered.push(key);
    };
    const { firehose, client, clock } = await stand({ storage });
    await put(client, ['{"name":"old"}']);
    clock.now += 3_600_000;
    await expect(firehose.deliverDue()).rejects.toThrow('away');
    expect(firehose.counts('spans')).toMatchObject({ bufferedRecords: 1, lostRecords: 0 });
    clock.now = START + 86_400_000;
    await expect(firehose.deliverDue()).rejects.toThrow('away');
    expect(firehose.counts('spans')).toMatchObject({ bufferedRecords: 0, lostRecords: 1 });
    isAway = false;
    await firehose.flush();
    expect(delivered).toEqual([]);
  });
});

describe('failed conversions (envelope probed)', () => {
  test('go to the error prefix by themselves; the rest of the batch converts', async () => {
    const { firehose, client, objects } = await stand();
    await put(client, ['{"name":"good"}', '{"duration_nano":"oops"}', '{"name":']);
    await firehose.flush();
    const [failed, converted] = objects as [DeliveredObject, DeliveredObject];
    expect(failed.key).toMatch(/^errors\/format-conversion-failed\/dt=2026-11-22\/spans-1-[0-9-]+-[0-9a-f-]+$/);
    const lines = new TextDecoder()
      .decode(failed.body)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      expect.objectContaining({
        attemptsMade: 1,
        arrivalTimestamp: START,
        lastErrorCode: 'DataFormatConversion.MalformedData',
        lastErrorMessage: 'Data does not match the schema. For input string: "oops"',
        rawData: Buffer.from('{"duration_nano":"oops"}').toString('base64'),
        subSequenceNumber: 0,
        dataCatalogTable: expect.objectContaining({ tableName: 'spans_landing', versionId: 'LATEST' }),
      }),
      expect.objectContaining({ lastErrorCode: 'DataFormatConversion.ParseError' }),
    ]);
    expect(await readWithHyparquet(converted.body)).toMatchObject([{ name: 'good' }]);
    expect(firehose.counts('spans')).toMatchObject({ convertedRows: 1, failedConversions: 2, objects: 2 });
  });

  test('without its Glue table everything fails; a table that changes counts from then on (version LATEST)', async () => {
    let table: ReturnType<typeof glueColumns> | undefined;
    const conversion = { table: () => table, caseInsensitive: false };
    const { firehose, client, objects } = await stand({ streams: { spans: { ...SPANS, conversion } } });
    await put(client, ['{"name":"a","later":"x"}']);
    await firehose.flush();
    expect(new TextDecoder().decode(objects[0]!.body)).toContain('DataFormatConversion.EntityNotFound');
    table = [{ Name: 'Name', Type: 'string', Comment: '' }];
    await put(client, ['{"name":"a","later":"x"}']);
    await firehose.flush();
    expect(await readWithHyparquet(objects[1]!.body)).toEqual([{ name: 'a' }]);
  });
});

test('PutRecord takes one record', async () => {
  const { firehose, client } = await stand();
  const answer = await client.send(
    new PutRecordCommand({ DeliveryStreamName: 'spans', Record: { Data: bytes('{"name":"a"}') } }),
  );
  expect(answer).toMatchObject({ RecordId: expect.any(String), Encrypted: false });
  expect(firehose.calls[0]).toMatchObject({ operation: 'PutRecord', accepted: [0] });
});
