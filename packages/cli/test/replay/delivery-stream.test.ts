// Records into a stream that refuses some of them, or all.
import { type FakeFirehose, SPANS_CONVERSION, startFirehose, TEST_CREDENTIALS } from '@tracelake/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryStream } from '../../src/replay/delivery-stream.ts';

const NEVER = new AbortController().signal;
const RECORDS = Array.from({ length: 6 }, (_, n) => new TextEncoder().encode(`{"name":"span ${n}"}`));

describe('DeliveryStream', () => {
  let firehose: FakeFirehose;

  beforeEach(async () => {
    const spans = {
      prefix: 'landing/',
      errorPrefix: 'errors/!{firehose:error-output-type}/',
      conversion: SPANS_CONVERSION,
    };
    firehose = await startFirehose({ streams: { spans }, storage: async () => {}, clock: { nowMs: Date.now } });
  });
  afterEach(() => firehose.close());

  async function put(name = 'spans'): Promise<void> {
    const { url: endpoint, region } = firehose;
    const stream = new DeliveryStream(name, { endpoint, region, credentials: TEST_CREDENTIALS, maxAttempts: 1 });
    await stream.putAll(RECORDS, NEVER).finally(() => stream.close());
  }

  it('sends again exactly what was refused', async () => {
    firehose.setFaults([
      { kind: 'partial', failed: [1, 4] },
      { kind: 'partial', failed: [0] },
    ]);
    await put();
    expect(firehose.counts('spans').bufferedRecords).toBe(RECORDS.length);
    expect(firehose.calls).toHaveLength(3);
  });

  it.each([
    ['a stream that is not there', 'nowhere', undefined, 'config_invalid', /AWS_REGION/],
    [
      'no permission',
      'spans',
      { kind: 'refused', code: 'AccessDeniedException' } as const,
      'aws_access_denied',
      /PutRecordBatch/,
    ],
    [
      'expired credentials',
      'spans',
      { kind: 'refused', code: 'ExpiredTokenException' } as const,
      'aws_credentials_expired',
      /Sign in/,
    ],
    [
      'a stream that is throttled for good',
      'spans',
      { kind: 'refused', code: 'ThrottlingException' } as const,
      'storage_unavailable',
      /nothing was deleted/,
    ],
  ])('says what to do about %s', async (_, name, fault, code, hint) => {
    firehose.setFaults([fault]);
    await expect(put(name)).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) });
  });
});
