// The bucket: the lake itself. Nothing else here holds data, so nothing else may outlive the stack.
import type { Settings } from './settings.ts';

/** Firehose's rejects: long enough to notice and replay them. */
const ERROR_DAYS = 90;
/** What Athena leaves of each query; the answer was read when it was asked. */
const RESULT_DAYS = 7;
/** Requests to end a query: nothing runs for a day. */
const CANCEL_DAYS = 1;
const UNFINISHED_UPLOAD_DAYS = 2;

export interface Storage {
  readonly bucket: sst.aws.Bucket;
}

export function createStorage(settings: Settings): Storage {
  const { bucketName } = settings;
  const bucket = bucketName === null ? newBucket(settings) : adoptedBucket(bucketName, settings);
  new aws.s3.BucketServerSideEncryptionConfiguration(
    'LakeEncryption',
    {
      bucket: bucket.name,
      // S3's own keys: a KMS key costs a dollar a month, and money for each request.
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    },
    { retainOnDelete: isKept(settings) },
  );
  return { bucket };
}

function newBucket(settings: Settings): sst.aws.Bucket {
  const keepWithBucket = (_args: object, options: $util.CustomResourceOptions): undefined => {
    options.retainOnDelete = isKept(settings);
  };
  return new sst.aws.Bucket('Lake', {
    // Plain HTTP is refused by its policy, and public access is blocked, both by default.
    enforceHttps: true,
    // No browser asks the bucket; SST would let every origin.
    cors: false,
    // Its rules are set below; this makes the resource.
    lifecycle: [{ id: 'errors', prefix: 'errors/', expiresIn: `${ERROR_DAYS} days` }],
    transform: {
      // A bucket that is kept stays as guarded as it was.
      policy: keepWithBucket,
      publicAccessBlock: keepWithBucket,
      lifecycle: (args, options) => {
        keepWithBucket(args, options);
        args.rules = lifecycleRules(settings);
      },
    },
  });
}

/** One that an earlier stack has left: guarded as a new one, by resources of the same names, and never deleted. */
function adoptedBucket(bucketName: string, settings: Settings): sst.aws.Bucket {
  const bucket = sst.aws.Bucket.get('Lake', bucketName);
  const kept = { retainOnDelete: isKept(settings) };
  new aws.s3.BucketPublicAccessBlock(
    'LakePublicAccessBlock',
    {
      bucket: bucketName,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    kept,
  );
  const refusePlainHttp = {
    effect: 'Deny',
    principals: [{ type: '*', identifiers: ['*'] }],
    actions: ['s3:*'],
    resources: [bucket.arn, $interpolate`${bucket.arn}/*`],
    conditions: [{ test: 'Bool', variable: 'aws:SecureTransport', values: ['false'] }],
  };
  const policy = aws.iam.getPolicyDocumentOutput({ statements: [refusePlainHttp] }).json;
  new aws.s3.BucketPolicy('LakePolicy', { bucket: bucketName, policy }, kept);
  new aws.s3.BucketLifecycleConfiguration(
    'LakeLifecycle',
    { bucket: bucketName, rules: lifecycleRules(settings) },
    kept,
  );
  return bucket;
}

export function lifecycleRules({ retentionDays }: Settings) {
  // Rejects and answers are made of spans: they stay no longer than these.
  const atMost = (days: number): number => Math.min(days, retentionDays ?? days);
  const expiring = [
    { id: 'errors', prefix: 'errors/', days: atMost(ERROR_DAYS) },
    { id: 'results', prefix: 'results/', days: atMost(RESULT_DAYS) },
    { id: 'cancel', prefix: 'state/cancel/', days: CANCEL_DAYS },
    ...(retentionDays === null
      ? []
      : [
          { id: 'landing', prefix: 'landing/', days: retentionDays },
          { id: 'catalog', prefix: 'catalog/', days: retentionDays },
        ]),
  ];
  return [
    ...expiring.map(({ id, prefix, days }) => ({ id, status: 'Enabled', filter: { prefix }, expiration: { days } })),
    {
      id: 'unfinished-uploads',
      status: 'Enabled',
      filter: { prefix: '' },
      abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_UPLOAD_DAYS },
    },
  ];
}

/** Also of a bucket that was not made here. */
function isKept({ bucketName }: Settings): boolean {
  return $app.removal !== 'remove' || bucketName !== null;
}
