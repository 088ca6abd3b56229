// `s3://bucket/prefix`, the way a lake in a bucket is named. Pure.
import { TracelakeError } from './tracelake-error.ts';

export interface S3Address {
  readonly bucket: string;
  /** '' or ends with "/". */
  readonly prefix: string;
}

const SCHEME = 's3://';

export function isS3Address(text: string): boolean {
  return /^s3:/i.test(text);
}

/** Throws `config_invalid`. */
export function parseS3Address(text: string): S3Address {
  const [bucket = '', ...parts] = text.startsWith(SCHEME) ? text.slice(SCHEME.length).split('/') : [];
  const prefix = parts.join('/').replace(/\/$/, '');
  const isWhole = prefix === '' || prefix.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket) || !isWhole || /[\\?#*\0]/.test(prefix)) {
    throw new TracelakeError('config_invalid', `${JSON.stringify(text)} is not the address of a bucket.`, {
      details: { address: text },
      hint: 'Write s3://BUCKET or s3://BUCKET/PREFIX, with the name of the bucket as AWS has it.',
    });
  }
  return { bucket, prefix: prefix === '' ? '' : `${prefix}/` };
}

export function s3AddressText({ bucket, prefix }: S3Address): string {
  return `${SCHEME}${bucket}/${prefix}`;
}
