// The query service: the API on Lambda behind a function URL, the Athena workgroup it may use, and exactly the rights it needs.
import { AWS_PRICES } from '@tracelake/schema';
import type { Artifacts } from './artifacts.ts';
import type { Catalog } from './catalog.ts';
import { resourceName } from './resource-name.ts';
import type { Settings } from './settings.ts';
import type { Storage } from './storage.ts';

/** A browser's patience and the API's longest query are shorter. */
const TIMEOUT = '15 minutes';

const BYTES_PER_TB = 1e12;

export interface QueryService {
  readonly url: $util.Output<string>;
  readonly workgroup: aws.athena.Workgroup;
  readonly fn: sst.aws.Function;
}

export interface QueryServiceOptions {
  readonly settings: Settings;
  readonly artifacts: Artifacts;
  readonly storage: Storage;
  readonly catalog: Catalog;
}

export function createQueryService({ settings, artifacts, storage, catalog }: QueryServiceOptions): QueryService {
  const { bucket } = storage;
  const workgroup = new aws.athena.Workgroup('Workgroup', {
    name: resourceName('queries'),
    description: 'Queries of the Tracelake service',
    // The history of queries goes with the stack; it is no data of the lake.
    forceDestroy: true,
    configuration: {
      bytesScannedCutoffPerQuery: settings.scanLimitBytes,
      enforceWorkgroupConfiguration: true,
      // Its metrics cost money at rest.
      publishCloudwatchMetricsEnabled: false,
      engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
      resultConfiguration: {
        outputLocation: $interpolate`s3://${bucket.name}/results/`,
        encryptionConfiguration: { encryptionOption: 'SSE_S3' },
      },
    },
  });
  const fn = new sst.aws.Function('Query', {
    bundle: artifacts.queryFunction,
    handler: 'query-function.handler',
    runtime: 'nodejs24.x',
    architecture: settings.architecture,
    memory: `${settings.queryMemoryMb} MB`,
    timeout: TIMEOUT,
    ...(settings.queryConcurrency === null ? {} : { concurrency: { reserved: settings.queryConcurrency } }),
    // Its own tokens are asked for on every path: docs/security.md.
    url: { authorization: 'none', cors: false },
    streaming: true,
    logging: { format: 'json', retention: '1 month' },
    environment: {
      TRACELAKE_DATA: $interpolate`s3://${bucket.name}`,
      TRACELAKE_GLUE_DATABASE: catalog.database.name,
      TRACELAKE_ATHENA_WORKGROUP: workgroup.name,
      // What the workgroup would cancel is refused before it costs anything.
      TRACELAKE_MAX_USD: String((settings.scanLimitBytes * AWS_PRICES.athenaPerTb) / BYTES_PER_TB),
    },
    permissions: queryPermissions(storage, catalog, workgroup),
  });
  return { url: fn.url, workgroup, fn };
}

/** Each with its reason, since every line here is a right that a hole in the service would have. */
function queryPermissions({ bucket }: Storage, { database, landing }: Catalog, workgroup: aws.athena.Workgroup) {
  const under = (prefix: string) => $interpolate`${bucket.arn}/${prefix}/*`;
  const tables = Object.values(landing);
  const inCatalog = (name: string) => $output(database.arn).apply((arn) => arn.replace(/:database\/.*$/, name));
  return [
    // Reads spans, field documents, compacted tables, token hashes, and Athena's answers; lake.json says of what version a lake that was copied here is.
    {
      actions: ['s3:GetObject'],
      resources: [
        ...['landing', 'catalog', 'compacted', 'state', 'results'].map(under),
        $interpolate`${bucket.arn}/lake.json`,
      ],
    },
    // One LIST a plan finds the range's files; Athena asks where the bucket is.
    { actions: ['s3:ListBucket', 's3:GetBucketLocation'], resources: [bucket.arn] },
    // Keeps the field documents of files seen for the first time; Athena writes its answers under the caller's name.
    { actions: ['s3:PutObject'], resources: ['catalog', 'results'].map(under) },
    // Keeps saved queries and boards in one object, decisions about errors in another: nothing is ever deleted. Tokens lie beside this prefix, not below it.
    { actions: ['s3:PutObject'], resources: [under('state/saved')] },
    // Asks whichever process runs a query to end it: DELETE of a query may reach any.
    { actions: ['s3:PutObject'], resources: [under('state/cancel')] },
    { actions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], resources: [under('results')] },
    // Starts, follows, reads and cancels queries in its own workgroup alone, whose scan limit holds for them.
    {
      actions: [
        'athena:StartQueryExecution',
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:StopQueryExecution',
        'athena:GetWorkGroup',
      ],
      resources: [workgroup.arn],
    },
    // Athena looks its tables up under the caller's name.
    {
      actions: ['glue:GetDatabase', 'glue:GetTable', 'glue:GetPartitions'],
      resources: [inCatalog(':catalog'), database.arn, ...tables.map(({ arn }) => arn)],
    },
    // AWS asks for this of whoever uses Athena with Glue; it tells that there is a database of that name, and of what is in it nothing.
    { actions: ['glue:GetDatabase'], resources: [inCatalog(':database/default')] },
  ];
}
