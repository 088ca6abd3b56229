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

export function createStorage({ retentionDays }: Settings): Storage {
  const expiring = [
    { id: 'errors', prefix: 'errors/', days: ERROR_DAYS },
    { id: 'results', prefix: 'results/', days: RESULT_DAYS },
    { id: 'cancel', prefix: 'state/cancel/', days: CANCEL_DAYS },
    ...(retentionDays === null
      ? []
      : [
          { id: 'landing', prefix: 'landing/', days: retentionDays },
          { id: 'catalog', prefix: 'catalog/', days: retentionDays },
        ]),
  ];
  const bucket = new sst.aws.Bucket('Lake', {
    // Plain HTTP is refused by its policy, and public access is blocked, both by default.
    enforceHttps: true,
    // No browser asks the bucket; SST would let every origin.
    cors: false,
    lifecycle: expiring.map(({ id, prefix, days }) => ({
      id,
      prefix,
      expiresIn: `${days} ${days === 1 ? 'day' : 'days'}` as const,
    })),
    transform: {
      // A bucket that is kept stays as guarded as it was.
      policy: keepWithBucket,
      publicAccessBlock: keepWithBucket,
      lifecycle: (args, options) => {
        keepWithBucket(args, options);
        args.rules = $output(args.rules ?? []).apply((rules) => [
          ...rules,
          {
            id: 'unfinished-uploads',
            status: 'Enabled',
            filter: { prefix: '' },
            abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_UPLOAD_DAYS },
          },
        ]);
      },
    },
  });
  new aws.s3.BucketServerSideEncryptionConfiguration(
    'LakeEncryption',
    {
      bucket: bucket.name,
      // S3's own keys: a KMS key costs a dollar a month, and money for each request.
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
    },
    { retainOnDelete: isKept() },
  );
  return { bucket };
}

function keepWithBucket(_args: object, options: $util.CustomResourceOptions): undefined {
  options.retainOnDelete = isKept();
}

function isKept(): boolean {
  return $app.removal !== 'remove';
}
