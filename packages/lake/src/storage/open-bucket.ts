// A bucket by its address. The S3 client, 1 MB of code, is loaded only where there is a bucket.
import type { S3Address } from '@tracelake/schema';
import type { CurrentCredentials } from './current-credentials.ts';
import type { S3Storage } from './s3-storage.ts';

/** Nothing is asked yet. */
export async function openBucket(address: S3Address): Promise<S3Storage> {
  const { S3Storage } = await import('./s3-storage.ts');
  return new S3Storage({ address });
}

/** For other clients of AWS beside the bucket's, with what S3's client loads of it. */
export async function openCredentials(): Promise<CurrentCredentials> {
  return (await import('./current-credentials.ts')).currentCredentials();
}
