// A storage by its name: a folder, or `s3://bucket/prefix`. The S3 client is loaded only where there is a bucket.
import { FolderStorage } from './folder-storage.ts';
import { isS3Address, parseS3Address } from './s3-address.ts';
import type { S3Storage } from './s3-storage.ts';

/** Throws `config_invalid` for an address that is none. Nothing is asked yet. */
export async function openBucket(address: string): Promise<S3Storage> {
  const parsed = parseS3Address(address);
  const { S3Storage } = await import('./s3-storage.ts');
  return new S3Storage({ address: parsed });
}

export async function openStorage(place: string): Promise<FolderStorage | S3Storage> {
  return isS3Address(place) ? openBucket(place) : new FolderStorage(place);
}
