// Turns what S3, its client and the network say into our coded errors, each with the next step.
import {
  type AwsFault,
  awsFault,
  awsSignInCode,
  awsSignInMessage,
  type ErrorCode,
  type S3Address,
  TracelakeError,
} from '@tracelake/schema';

export interface S3Request {
  /** The SDK's command without "Command": `GetObject`. */
  readonly operation: string;
  readonly address: S3Address;
  /** Lake path, or the prefix of a listing. */
  readonly path: string;
}

/** What an operation needs is mostly called as it is. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  ListObjectsV2: 's3:ListBucket',
  HeadObject: 's3:GetObject',
  CreateMultipartUpload: 's3:PutObject',
  UploadPart: 's3:PutObject',
  CompleteMultipartUpload: 's3:PutObject',
};

const WRONG_REGION = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Our own errors pass unchanged. */
export function s3Error(error: unknown, request: S3Request): TracelakeError {
  if (error instanceof TracelakeError) return error;
  const fault = awsFault(error);
  const { bucket } = request.address;
  const coded = (code: ErrorCode, message: string, hint?: string): TracelakeError =>
    new TracelakeError(code, message, {
      details: { bucket, path: request.path, operation: request.operation, reason: fault.name },
      cause: error,
      ...(hint === undefined ? {} : { hint }),
      ...(code === 'storage_unavailable' ? { retryAfterSeconds: 5 } : {}),
    });
  if (fault.name === 'NoSuchBucket') return coded('bucket_not_found', `There is no bucket "${bucket}".`);
  const signIn = awsSignInCode(fault);
  if (signIn !== undefined) return coded(signIn, awsSignInMessage(signIn, fault, `the bucket "${bucket}"`));
  if (WRONG_REGION.has(fault.name) || fault.status === 301)
    return coded('aws_region_wrong', wrongRegion(bucket, fault));
  if (fault.name === 'RequestTimeTooSkewed')
    return coded('storage_unavailable', `"${bucket}" refused the time of this machine's clock.`, 'Set the clock.');
  if (fault.status === 404) return coded('object_not_found', `"${request.path}" does not exist.`);
  if (fault.name === 'InvalidObjectState')
    return coded(
      'aws_access_denied',
      `"${request.path}" lies in an archive (its storage class), from which nothing can be read.`,
      'Restore it, and let no lifecycle rule of the bucket move what is under landing/ into Glacier.',
    );
  if (fault.status === 403) return denied(coded, fault, request);
  if (fault.message.startsWith('Checksum mismatch'))
    return coded(
      'storage_unavailable',
      `"${request.path}" comes with other bytes than S3 has, time and again.`,
      'Look at what lies between this machine and S3: a proxy changes what it passes on.',
    );
  // Neither S3 nor its client said it: the source of a body, or a mistake of ours.
  if (!fault.isOfClient) return coded('internal', `"${request.path}" failed: ${fault.message || fault.name}`);
  return coded(
    'storage_unavailable',
    `The bucket "${bucket}" does not answer for "${request.path}": ${fault.message || fault.name}`,
    'Try again; the health page of AWS and the network of this machine tell more.',
  );
}

type Coded = (code: ErrorCode, message: string, hint: string) => TracelakeError;

/** "… is not authorized to perform: kms:Decrypt on resource: … with an explicit deny in a service control policy" */
const NAMED_ACTION = /not authorized to perform: ([\w-]+:\w+)(?: on (?:the )?resource:? "?(arn:[^\s"]+))?/;
const EXPLICIT_DENY = /with an explicit deny in an? ([\w -]*policy)/;

function denied(coded: Coded, { name, message }: AwsFault, request: S3Request): TracelakeError {
  const { bucket, prefix } = request.address;
  const needed = PERMISSIONS[request.operation] ?? `s3:${request.operation}`;
  // Newer words of S3 name what was missing: often the key's permission, not the object's.
  const [, action = needed, named] = NAMED_ACTION.exec(message) ?? [];
  const ofBucket = action === 's3:ListBucket' ? `arn:aws:s3:::${bucket}` : `arn:aws:s3:::${bucket}/${prefix}*`;
  const resource = action.startsWith('s3:') ? ofBucket : (named ?? '*');
  const statement = JSON.stringify({ Effect: 'Allow', Action: action, Resource: resource });
  const said = `${action} is not allowed on "${bucket}" for "${request.path}"`;
  const denial = EXPLICIT_DENY.exec(message)?.[1];
  if (denial !== undefined)
    return coded(
      'aws_access_denied',
      `${said}: a ${denial} denies it.`,
      `No permission that is added helps against it: have the deny taken out of that ${denial}, or ask from where it does not hold.`,
    );
  if (
    name !== 'AccessDenied' &&
    name !== 'Forbidden' &&
    name !== '403' &&
    name !== 'Unknown' &&
    name !== 'UnknownError'
  )
    return coded(
      'aws_access_denied',
      `${said}: AWS says ${name}.`,
      `${message || name}: ask the owner of the account.`,
    );
  // S3 says 403 instead of 404 to who may not list.
  const unlisted = action === 's3:GetObject' ? ' (s3:ListBucket is needed as well, to see what is missing)' : '';
  return coded('aws_access_denied', `${said}.`, `Add to the policy of these credentials${unlisted}: ${statement}`);
}

function wrongRegion(bucket: string, { region }: AwsFault): string {
  return `The bucket "${bucket}" lies in ${region === undefined ? 'another region' : `the region ${region}`}.`;
}

/** How the SDK and S3 say that a condition of ours did not hold. */
export function isConditionFailure(error: unknown): boolean {
  const { name, status } = awsFault(error);
  return name === 'PreconditionFailed' || status === 412;
}

/** Another writer was at the same key at the same time; nothing is known of the condition. */
export function isConflict(error: unknown): boolean {
  const { name, status } = awsFault(error);
  return name === 'ConditionalRequestConflict' || status === 409;
}

/** The answer of S3 to a second end of an upload whose first one it has taken. */
export function isUploadGone(error: unknown): boolean {
  return awsFault(error).name === 'NoSuchUpload';
}

/** A range that begins behind the end. */
export function isRangeBehindEnd(error: unknown): boolean {
  const { name, status } = awsFault(error);
  return name === 'InvalidRange' || status === 416;
}
