// A server over a bucket that stops while a question waits for what is asked of the bucket.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, it, onTestFinished, vi } from 'vitest';
import { startBucketServer } from '../src/bucket-server.ts';
import { builtCli, removeBuiltCli } from './support/sample-server.ts';

afterAll(removeBuiltCli);

const EMPTY =
  '<ListBucketResult><Name>bucket</Name><IsTruncated>false</IsTruncated><KeyCount>0</KeyCount></ListBucketResult>';

it('waits three seconds for a question when it stops, and then for no answer', async () => {
  let onHeld = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    onHeld = resolve;
  });
  let isHolding = false;
  const bucket = createServer((request, response) => {
    if (isHolding) return onHeld();
    if (request.url?.includes('list-type=2')) response.end(EMPTY);
    else response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
  });
  await new Promise<void>((resolve) => bucket.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    bucket.closeAllConnections();
    bucket.close();
  });
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`);
  for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']) vi.stubEnv(name, 'test');
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const { duckdbChild } = await builtCli();
  const parts = { address: 's3://bucket', write: false, duckdbChild, httpfsFile: 'none', port: 0 };
  const server = await startBucketServer(parts);
  isHolding = true;
  const answer = fetch(`${server.apiUrl}/api/v1/traces/${'a'.repeat(32)}`).then(({ status }) => status);
  const cutOff = expect(answer).rejects.toThrow('fetch failed');
  await held;
  await server.close();
  await cutOff;
});
