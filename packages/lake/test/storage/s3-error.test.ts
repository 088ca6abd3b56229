// What S3 and its client say, as a coded error with the next step.
import { describe, expect, it } from 'vitest';
import { s3Error } from '../../src/storage/s3-error.ts';

const address = { bucket: 'my-lake', prefix: 'obs/' };

function said(name: string, httpStatusCode?: number, more: object = {}): Error {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } }, more);
}

describe('s3Error', () => {
  it.each([
    [said('NoSuchBucket', 404), 'bucket_not_found'],
    [said('NoSuchKey', 404), 'object_not_found'],
    [said('ExpiredToken', 400), 'aws_credentials_expired'],
    [said('CredentialsProviderError'), 'aws_credentials_missing'],
    [
      Object.assign(said('CredentialsProviderError'), { message: 'The SSO session has expired' }),
      'aws_credentials_expired',
    ],
    [said('InvalidAccessKeyId', 403), 'aws_credentials_invalid'],
    [said('SignatureDoesNotMatch', 403), 'aws_credentials_invalid'],
    [said('PermanentRedirect', 301), 'aws_region_wrong'],
    [new Error('Region is missing'), 'aws_region_wrong'],
    [new Error('Region not accepted: region=""'), 'aws_region_wrong'],
    [said('AccessDenied', 403), 'aws_access_denied'],
    [said('SlowDown', 503), 'storage_unavailable'],
    [said('ECONNREFUSED'), 'storage_unavailable'],
    [new Error('Checksum mismatch: expected "a" but received "b" in response header'), 'storage_unavailable'],
    [new Error('ours'), 'internal'],
  ])('%s is %s', (error, code) => {
    const coded = s3Error(error, { operation: 'GetObject', address, path: 'landing/x' });
    expect(coded.code).toBe(code);
    expect(coded.message).toMatch(/my-lake|landing\/x/);
  });

  it.each([
    ['ListObjectsV2', 's3:ListBucket', 'arn:aws:s3:::my-lake"'],
    ['HeadObject', 's3:GetObject', 'arn:aws:s3:::my-lake/obs/*"'],
    ['UploadPart', 's3:PutObject', 'arn:aws:s3:::my-lake/obs/*"'],
    ['DeleteObject', 's3:DeleteObject', 'arn:aws:s3:::my-lake/obs/*"'],
  ])('gives the policy line that %s lacks', (operation, action, resource) => {
    const { hint } = s3Error(said('AccessDenied', 403), { operation, address, path: 'landing/x' });
    expect(hint).toContain(`{"Effect":"Allow","Action":"${action}","Resource":"${resource}}`);
  });

  it.each([
    [
      'AccessDenied',
      'User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:us-east-1:1:key/k because no identity-based policy allows the kms:Decrypt action',
      /^kms:Decrypt is not allowed/,
      '"Action":"kms:Decrypt","Resource":"arn:aws:kms:us-east-1:1:key/k"',
    ],
    [
      'AccessDenied',
      'User: x is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::my-lake/x" with an explicit deny in a service control policy',
      /a service control policy denies it/,
      'No permission that is added helps',
    ],
    ['InvalidObjectState', 'The operation is not valid', /lies in an archive/, 'Restore it'],
    ['AllAccessDisabled', 'All access to this object has been disabled', /AllAccessDisabled/, 'has been disabled'],
  ])('%s: %s', (name, message, told, next) => {
    const error = Object.assign(said(name, 403), { message });
    const coded = s3Error(error, { operation: 'GetObject', address, path: 'landing/x' });
    expect(coded.code).toBe('aws_access_denied');
    expect(coded.message).toMatch(told);
    expect(coded.hint).toContain(next);
  });

  it('says why there are no credentials, and no command that should have given them', () => {
    const missing = (message: string): string =>
      s3Error(Object.assign(said('CredentialsProviderError'), { message }), {
        operation: 'GetObject',
        address,
        path: 'x',
      }).message;
    expect(missing('Could not resolve credentials using profile: [nobody]')).toContain('profile: [nobody]');
    expect(missing('Command failed: tool --secret s')).not.toContain('secret');
    expect(missing('Could not load credentials from any providers')).toMatch(/found to ask the bucket "my-lake"\.$/);
  });

  it('names the region where S3 says it', () => {
    const error = said('PermanentRedirect', 301, { $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } } });
    expect(s3Error(error, { operation: 'GetObject', address, path: 'x' }).message).toContain('eu-west-1');
  });
});
