// Firehose: takes the extension's documents, converts them to Parquet by the Glue table and writes them by hour of arrival.
import { firehoseJsonKeys, SPANS_TABLE } from '@tracelake/schema';
import type { Catalog } from './catalog.ts';
import { globalName, resourceName } from './resource-name.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

/** The most that Firehose offers, for few and large files; with conversion it takes no less than 64. */
const BUFFER_MB = 128;
const LOG_DAYS = 14;
const LOG_STREAM = 'delivery';

export interface Ingest {
  readonly stream: aws.kinesis.FirehoseDeliveryStream;
}

export function createIngest({ bufferSeconds }: Settings, storage: Storage, catalog: Catalog): Ingest {
  const { bucket } = storage;
  const name = resourceName('spans');
  const table = catalog.landing[SPANS_TABLE.name];
  const logGroup = new aws.cloudwatch.LogGroup('IngestLogs', {
    name: `/aws/kinesisfirehose/${name}`,
    retentionInDays: LOG_DAYS,
  });
  const logStream = new aws.cloudwatch.LogStream('IngestLogStream', { name: LOG_STREAM, logGroupName: logGroup.name });
  const role = new aws.iam.Role('IngestRole', {
    name: globalName('ingest'),
    assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: 'firehose.amazonaws.com' }),
  });
  const policy = new aws.iam.RolePolicy('IngestPolicy', {
    role: role.name,
    policy: ingestPolicy(bucket, catalog, table, logGroup).json,
  });
  const stream = new aws.kinesis.FirehoseDeliveryStream(
    'Ingest',
    {
      name,
      destination: 'extended_s3',
      serverSideEncryption: { enabled: true, keyType: 'AWS_OWNED_CMK' },
      extendedS3Configuration: {
        bucketArn: bucket.arn,
        roleArn: role.arn,
        prefix: `landing/${SPANS_TABLE.name}/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/`,
        errorOutputPrefix: `errors/${SPANS_TABLE.name}/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/`,
        bufferingSize: BUFFER_MB,
        bufferingInterval: bufferSeconds,
        // Conversion compresses inside the file.
        compressionFormat: 'UNCOMPRESSED',
        cloudwatchLoggingOptions: { enabled: true, logGroupName: logGroup.name, logStreamName: logStream.name },
        dataFormatConversionConfiguration: {
          enabled: true,
          schemaConfiguration: { databaseName: catalog.database.name, tableName: table.name, roleArn: role.arn },
          inputFormatConfiguration: {
            deserializer: {
              // Else every key inside the attribute maps would be made lower-case, and two that differ in case only would lose the row.
              openXJsonSerDe: { caseInsensitive: false, columnToJsonKeyMappings: firehoseJsonKeys(SPANS_TABLE) },
            },
          },
          outputFormatConfiguration: {
            serializer: { parquetSerDe: { compression: 'SNAPPY', enableDictionaryCompression: true } },
          },
        },
      },
    },
    // Firehose tries the role when it is made.
    { dependsOn: [policy] },
  );
  return { stream };
}

function ingestPolicy(
  bucket: sst.aws.Bucket,
  { database }: Catalog,
  table: aws.glue.CatalogTable,
  logGroup: aws.cloudwatch.LogGroup,
) {
  const catalogArn = $util.all([table.arn]).apply(([arn]) => arn.replace(/:table\/.*$/, ':catalog'));
  return aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        // Reading is on AWS's own list of what delivery needs.
        sid: 'WriteFiles',
        actions: ['s3:PutObject', 's3:GetObject', 's3:AbortMultipartUpload'],
        resources: [$interpolate`${bucket.arn}/landing/*`, $interpolate`${bucket.arn}/errors/*`],
      },
      {
        sid: 'FindBucketAndUploads',
        actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
        resources: [bucket.arn],
      },
      {
        sid: 'ReadTableToConvertBy',
        actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
        resources: [catalogArn, database.arn, table.arn],
      },
      {
        sid: 'SayWhatFailed',
        actions: ['logs:PutLogEvents'],
        resources: [$interpolate`${logGroup.arn}:log-stream:${LOG_STREAM}`],
      },
    ],
  });
}
