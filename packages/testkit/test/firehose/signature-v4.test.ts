// A signature of AWS's own client, then with one thing changed at a time: each must be noticed.
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { beforeAll, describe, expect, test } from 'vitest';
import { type SignedRequest, signatureFault } from '../../src/firehose/signature-v4.ts';

const CREDENTIALS = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret/+key', sessionToken: 'token==' };
const SCOPE = { region: 'eu-central-1', service: 'firehose' };

let signed: SignedRequest;
let nowMs: number;

beforeAll(async () => {
  const client = new FirehoseClient({
    region: SCOPE.region,
    credentials: CREDENTIALS,
    requestHandler: {
      // biome-ignore lint/suspicious/noExplicitAny: the client's own request
      handle: async (request: any) => {
        const { method, path, headers, body } = request;
        const entries = Object.entries(headers as Record<string, string>);
        const lowerCase = Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
        signed = { method, target: path, headers: lowerCase, body: new TextEncoder().encode(body) };
        throw new Error('signed');
      },
    },
    maxAttempts: 1,
  });
  nowMs = Date.now();
  const Records = [{ Data: new TextEncoder().encode('{"name":"Grüße"}') }];
  await client.send(new PutRecordBatchCommand({ DeliveryStreamName: 's', Records })).catch(() => undefined);
});

function faultOf(parts: Partial<SignedRequest> = {}, headers: SignedRequest['headers'] = {}, scope = SCOPE) {
  const request = { ...signed, ...parts, headers: { ...signed.headers, ...headers } };
  return signatureFault(request, [CREDENTIALS], scope, nowMs)?.code ?? null;
}

test('as signed it is right', () => {
  expect(faultOf()).toBeNull();
});

describe('changed, it is not', () => {
  const INVALID = 'InvalidSignatureException';
  test.each([
    ['the body', () => faultOf({ body: new TextEncoder().encode('{}') }), INVALID],
    ['the method', () => faultOf({ method: 'PUT' }), INVALID],
    ['the path', () => faultOf({ target: '/other' }), INVALID],
    ['the query', () => faultOf({ target: '/?a=1' }), INVALID],
    ['the host', () => faultOf({}, { host: 'elsewhere' }), INVALID],
    ['the operation', () => faultOf({}, { 'x-amz-target': 'Firehose_20150804.PutRecord' }), INVALID],
    ['an x-amz header that was not signed', () => faultOf({}, { 'x-amz-new': '1' }), INVALID],
    ['the region', () => faultOf({}, {}, { ...SCOPE, region: 'us-east-1' }), INVALID],
    ['the service', () => faultOf({}, {}, { ...SCOPE, service: 'kinesis' }), INVALID],
    ['no token', () => faultOf({}, { 'x-amz-security-token': undefined }), 'UnrecognizedClientException'],
    ['no authorization', () => faultOf({}, { authorization: undefined }), 'MissingAuthenticationTokenException'],
    ['another form', () => faultOf({}, { authorization: 'Bearer x' }), 'IncompleteSignatureException'],
    ['no date', () => faultOf({}, { 'x-amz-date': undefined }), 'IncompleteSignatureException'],
  ])('%s', (_, code, expected) => {
    expect(code()).toBe(expected);
  });

  test('a token that was sent but not signed', () => {
    const authorization = signed.headers.authorization!.replace(';x-amz-security-token', '');
    expect(faultOf({}, { authorization })).toBe(INVALID);
  });
});
