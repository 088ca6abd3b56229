// A bucket as Firehose fills it: JSON documents through the fake Firehose's buffer and conversion into objects of the stand.
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { keyedDocument, SPANS_CONVERSION, startFirehose, TEST_CREDENTIALS } from '@tracelake/testkit';
import { STAND_CLIENT } from './stand-account.ts';

export interface FirehoseBucket {
  /** One object of these documents, which arrive at this time; its key. */
  deliver(atMs: number, documents: readonly object[]): Promise<string>;
  close(): Promise<void>;
}

export async function openFirehoseBucket(bucket: string, prefix = ''): Promise<FirehoseBucket> {
  const s3 = new S3Client(STAND_CLIENT);
  const keys: string[] = [];
  let nowMs = 0;
  const firehose = await startFirehose({
    streams: {
      spans: {
        prefix: `${prefix}landing/spans/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
        errorPrefix: `${prefix}errors/!{firehose:error-output-type}/`,
        conversion: SPANS_CONVERSION,
      },
    },
    storage: async ({ key, body, contentEncoding }) => {
      keys.push(key);
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentEncoding: contentEncoding }));
    },
    clock: { nowMs: () => nowMs },
  });
  const { url, region } = firehose;
  const client = new FirehoseClient({ endpoint: url, region, credentials: TEST_CREDENTIALS });
  return {
    async deliver(atMs, documents) {
      nowMs = atMs;
      const Data = new TextEncoder().encode(
        documents.map((document) => keyedDocument(JSON.stringify(document))).join('\n'),
      );
      const { FailedPutCount } = await client.send(
        new PutRecordBatchCommand({ DeliveryStreamName: 'spans', Records: [{ Data }] }),
      );
      if (FailedPutCount !== 0) throw new Error('Firehose refused a record');
      await firehose.flush();
      return keys.at(-1)!;
    },
    async close() {
      client.destroy();
      s3.destroy();
      await firehose.close();
    },
  };
}

/** A span that starts at this time, by column names. */
export function spanDocument(startMs: number, id: number, more: object = {}): object {
  return {
    trace_id: id.toString(16).padStart(32, '0'),
    span_id: id.toString(16).padStart(16, '0'),
    // A whole number of JSON up to 2^53 alone; nanoseconds of a whole second are exact beyond.
    start_time_unix_nano: startMs * 1_000_000,
    duration_nano: 1_000_000,
    name: `span ${id}`,
    kind: 'SERVER',
    status_code: 'OK',
    service_name: 'shop',
    main: true,
    ...more,
  };
}
