// Our client against the fake Firehose, which checks signatures with code of its own: what each fault is told as, and that nothing hangs.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type FakeFirehose, type FirehoseFault, startFirehose, TEST_CREDENTIALS } from '@tracelake/testkit';
import fc from 'fast-check';
import { afterEach, describe, expect, it, test } from 'vitest';
import type { QueuedDocument } from '../../src/core/document-packing.ts';
import { createFirehoseClient, type FirehoseClient, requestBody } from '../../src/io/firehose-client.ts';
import type { Credentials } from '../../src/io/request-signer.ts';

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface Stand {
  readonly firehose: FakeFirehose;
  readonly client: FirehoseClient;
  readonly forgotten: number[];
  put(texts: readonly string[], timeoutMs?: number): ReturnType<FirehoseClient['put']>;
}

async function stand(faults: readonly (FirehoseFault | undefined)[] = [], changes = {}): Promise<Stand> {
  const firehose = await startFirehose({ streams: { traces: { prefix: 'p/' } }, storage: () => {}, faults });
  const forgotten: number[] = [];
  const client = createFirehoseClient({
    endpoint: firehose.url,
    region: firehose.region,
    streamName: 'traces',
    credentials: { current: async () => ({ ...TEST_CREDENTIALS, ...changes }), forget: () => forgotten.push(1) },
  });
  cleanups.push(
    () => client.close(),
    () => firehose.close(),
  );
  return {
    firehose,
    client,
    forgotten,
    put: (texts, timeoutMs = 2_000) =>
      client.put({ records: texts.map((text) => [documentOf(text)]), timeoutMs, isFreshSocket: false }),
  };
}

function documentOf(text: string): QueuedDocument {
  return { bytes: new TextEncoder().encode(text), segment: null, index: 0, queuedAtMs: 0 };
}

function clientAt(endpoint: string, current: () => Promise<Credentials>): FirehoseClient {
  const credentials = { current, forget: () => {} };
  const client = createFirehoseClient({ endpoint, region: 'eu-west-1', streamName: 'traces', credentials });
  cleanups.push(() => client.close());
  return client;
}

const OK = { kind: 'answered', errors: [null] };

describe('a call', () => {
  it('arrives byte for byte, several documents a record, over one connection', async () => {
    const { firehose, client } = await stand();
    const records = [[documentOf('{"a":"ä"}\n'), documentOf('{"b":1}\n')], [documentOf('{}\n')]];
    expect(await client.put({ records, timeoutMs: 2_000, isFreshSocket: false })).toEqual({
      kind: 'answered',
      errors: [null, null],
    });
    expect(firehose.calls[0].records.map((record) => Buffer.from(record).toString())).toEqual([
      '{"a":"ä"}\n{"b":1}\n',
      '{}\n',
    ]);
    expect(firehose.billed('traces').units).toBe(2);
  });

  test.each<[FirehoseFault, object]>([
    [{ kind: 'unavailable' }, { kind: 'refused', status: 503, code: 'ServiceUnavailableException' }],
    [{ kind: 'internal-failure' }, { kind: 'refused', status: 500, code: 'InternalFailure' }],
    [{ kind: 'html-error' }, { kind: 'refused', status: 500, code: '' }],
    [
      { kind: 'refused', code: 'AccessDeniedException', status: 400 },
      { kind: 'refused', status: 400, code: 'AccessDeniedException' },
    ],
    [
      { kind: 'partial', failed: [0] },
      { kind: 'answered', errors: ['ServiceUnavailableException'] },
    ],
    [{ kind: 'reset-before' }, { kind: 'unanswered' }],
    [{ kind: 'reset-after' }, { kind: 'unanswered' }],
    [{ kind: 'truncated-answer' }, { kind: 'unanswered' }],
    [{ kind: 'slow', delayMs: 100 }, OK],
  ])('that meets %o', async (fault, outcome) => {
    const { put } = await stand([fault]);
    expect(await put(['{}\n'])).toMatchObject(outcome);
    expect(await put(['{}\n'])).toEqual(OK);
  });

  it('whose signature is refused for its date is signed with the clock of whoever refused it', async () => {
    const dates: unknown[] = [];
    const server = createServer((request, response) => {
      dates.push(request.headers['x-amz-date']);
      if (dates.length > 1) return void response.end('{"RequestResponses":[{"RecordId":"1","ErrorCode":""}]}');
      response.writeHead(400, {
        date: 'Sat, 01 Jan 2000 00:00:00 GMT',
        'x-amzn-errortype': 'InvalidSignatureException',
      });
      response.end('{"message":"Signature not yet current: 2 is still later than 1"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanups.push(() => server.close());
    const client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, async () => TEST_CREDENTIALS);
    const put = () => client.put({ records: [[documentOf('{}')]], timeoutMs: 2_000, isFreshSocket: false });
    expect(await put()).toMatchObject({ kind: 'refused', code: 'InvalidSignatureException' });
    expect(await put()).toEqual(OK);
    expect(dates[1]).toMatch(/^20000101T0000/);
  });

  it('without an answer ends with its time', async () => {
    const { put } = await stand([{ kind: 'hang' }]);
    expect(await put(['{}\n'], 150)).toMatchObject({ kind: 'unanswered', isKeptSocket: false, message: /150 ms/ });
    expect(await put(['{}\n'])).toEqual(OK);
  });

  it('to what is no address is told as unreachable', async () => {
    const credentials = { current: async () => TEST_CREDENTIALS, forget: () => undefined };
    const client = createFirehoseClient({ endpoint: 'not a url', region: '', streamName: 'traces', credentials });
    const outcome = await client.put({ records: [[documentOf('{}')]], timeoutMs: 1_000, isFreshSocket: true });
    expect(outcome).toEqual({ kind: 'unreachable', message: 'Invalid URL', isTimeout: false });
  });

  it('to nobody is told as unreachable', async () => {
    const { firehose, put } = await stand();
    await firehose.refuseConnections();
    expect(await put(['{}\n'])).toMatchObject({ kind: 'unreachable', isTimeout: false });
  });

  it('over a connection that died while nobody looked says so, and a new one passes', async () => {
    const { firehose, client, put } = await stand([undefined, { kind: 'reset-before' }]);
    await put(['{}\n']);
    expect(await put(['{}\n'])).toMatchObject({ kind: 'unanswered', isKeptSocket: true });
    const fresh = { records: [[documentOf('{}\n')]], timeoutMs: 2_000, isFreshSocket: true };
    expect(await client.put(fresh)).toEqual(OK);
    expect(firehose.calls.filter(({ accepted }) => accepted.length > 0).length).toBe(2);
  });

  it('with credentials that are not taken asks for new ones, and tells nothing of them', async () => {
    const { put, forgotten } = await stand([], { sessionToken: 'stale-token' });
    const outcome = await put(['{}\n']);
    expect(outcome).toMatchObject({ kind: 'refused', code: 'UnrecognizedClientException' });
    expect(forgotten).toEqual([1]);
    expect(JSON.stringify(outcome)).not.toMatch(/stale-token|secret\+key/);
  });

  it('that is refused with the request in the answer, as AWS does for a wrong signature, tells no secret of it', async () => {
    const { sessionToken = 'token-1', secretAccessKey, accessKeyId } = TEST_CREDENTIALS;
    const message = `expected: x-amz-security-token:${sessionToken} of ${accessKeyId}, ${secretAccessKey}`;
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(403).end(JSON.stringify({ __type: 'InvalidSignatureException', message }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const current = async () => ({ ...TEST_CREDENTIALS, sessionToken });
    const client = clientAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, current);
    cleanups.push(() => server.close());
    const outcome = await client.put({ records: [[documentOf('{}')]], timeoutMs: 2_000, isFreshSocket: false });
    expect(outcome).toMatchObject({ message: 'expected: x-amz-security-token:[masked] of [masked], [masked]' });
  });

  it('whose connection cannot be trusted sent nothing: it is no call without an answer', async () => {
    const { firehose } = await stand();
    const client = clientAt(firehose.url.replace('http:', 'https:'), async () => TEST_CREDENTIALS);
    const outcome = await client.put({ records: [[documentOf('{}')]], timeoutMs: 2_000, isFreshSocket: false });
    expect(outcome).toMatchObject({ kind: 'unreachable', isTimeout: false });
  });

  it('without credentials is one that may pass later', async () => {
    const client = clientAt('http://127.0.0.1:1', async () => Promise.reject(new Error('nobody there')));
    expect(await client.put({ records: [[documentOf('{}')]], timeoutMs: 2_000, isFreshSocket: false })).toEqual({
      kind: 'unreachable',
      message: 'no credentials: nobody there',
      isTimeout: true,
    });
  });

  it('to a stream that is not there is refused by its name', async () => {
    const { firehose } = await stand();
    const client = createFirehoseClient({
      endpoint: firehose.url,
      region: firehose.region,
      streamName: 'other',
      credentials: { current: async () => TEST_CREDENTIALS, forget: () => {} },
    });
    cleanups.push(() => client.close());
    expect(await client.put({ records: [[documentOf('{}')]], timeoutMs: 2_000, isFreshSocket: false })).toMatchObject({
      kind: 'refused',
      code: 'ResourceNotFoundException',
    });
  });
});

describe('a body', () => {
  it('is the JSON that Firehose wants, whatever the sizes', () => {
    const size = fc.oneof(fc.nat(5), fc.integer({ min: 49_140, max: 49_160 }), fc.constant(200_000));
    const records = fc.array(fc.array(size, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(records, (sizes) => {
        const made = sizes.map((record) => record.map((length, i) => documentOf(String(i).repeat(length))));
        const parsed = JSON.parse(requestBody('ä"s', made).toString());
        expect(parsed.DeliveryStreamName).toBe('ä"s');
        expect(parsed.Records.map(({ Data }: { Data: string }) => Buffer.from(Data, 'base64').toString())).toEqual(
          made.map((record) => record.map(({ bytes }) => Buffer.from(bytes).toString()).join('')),
        );
      }),
      { numRuns: 50 },
    );
  });
});
