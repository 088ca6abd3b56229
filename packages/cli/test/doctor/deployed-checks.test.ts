// The chain as doctor walks it, where AWS allows only a part of what is asked: each link names the permission that is missing.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { checkDeployed } from '../../src/doctor/deployed-checks.ts';

const STREAM = {
  DeliveryStreamDescription: {
    DeliveryStreamStatus: 'ACTIVE',
    Destinations: [
      {
        ExtendedS3DestinationDescription: {
          BucketARN: 'arn:aws:s3:::my-lake',
          Prefix: 'landing/spans/',
          DataFormatConversionConfiguration: {
            Enabled: true,
            SchemaConfiguration: { DatabaseName: 'lake', TableName: 'spans_landing' },
            InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: { CaseInsensitive: false } } },
          },
        },
      },
    ],
  },
};
const DENIED = { __type: 'AccessDeniedException', message: 'User is not authorized' };

let aws: Server;
let allowed: readonly string[] = [];
beforeAll(async () => {
  aws = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    request.resume();
    if (allowed.some((name) => target.endsWith(name))) return response.end(JSON.stringify(STREAM));
    const isS3 = target === '' && !request.url!.startsWith('/2015-03-31');
    response.writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException' });
    return response.end(isS3 ? '<Error><Code>AccessDenied</Code></Error>' : JSON.stringify(DENIED));
  });
  await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(aws.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
});
afterEach(() => {
  allowed = [];
});
afterAll(() => {
  vi.unstubAllEnvs();
  aws.closeAllConnections();
  aws.close();
});

it('asks for the stream first, without which nothing else is known', async () => {
  expect(await checkDeployed('spans')).toMatchObject([
    { name: 'stream', next: 'Add firehose:DescribeDeliveryStream to your policy.' },
  ]);
});

it('goes on behind each link that it may not see, and names what is missing', async () => {
  allowed = ['DescribeDeliveryStream'];
  const results = await checkDeployed('spans');
  const told = JSON.stringify(results);
  expect(told).toContain('Add glue:GetTable to your policy.');
  expect(told).toContain('Add lambda:ListFunctions to your policy.');
  expect(told).toContain('s3:ListBucket');
});

it('says by its code what is wrong with whoever asks', async () => {
  vi.stubEnv('AWS_REGION', '');
  expect(await checkDeployed('spans')).toMatchObject([
    {
      name: 'stream',
      message: expect.stringMatching(/^aws_region_wrong: /),
      next: expect.stringContaining('AWS_REGION'),
    },
  ]);
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
