// An account of its own on the stand for each test file: a 12-digit access key is one, apart from all others.
import { CreateBucketCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { inject } from 'vitest';

export const stand = inject('stand');

const accountId = String(Math.floor(Math.random() * 1e12)).padStart(12, '1');

/** What any client of the SDK takes. */
export const STAND_CLIENT: S3ClientConfig = {
  endpoint: stand?.url ?? 'http://127.0.0.1:1',
  region: 'us-east-1',
  credentials: { accessKeyId: accountId, secretAccessKey: 'test' },
};

/** The same for a process of its own. */
export const STAND_VARIABLES = {
  AWS_ENDPOINT_URL: STAND_CLIENT.endpoint as string,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: accountId,
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_EC2_METADATA_DISABLED: 'true',
};

let buckets = 0;

export async function newBucket(): Promise<string> {
  const Bucket = `lake-${accountId}-${++buckets}`;
  const client = new S3Client(STAND_CLIENT);
  await client.send(new CreateBucketCommand({ Bucket }));
  client.destroy();
  return Bucket;
}
