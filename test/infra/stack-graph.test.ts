// What `sst deploy` would make, resource by resource.
import { existsSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { firehoseJsonKeys, glueColumns, SPANS_TABLE, tableVersion } from '@tracelake/schema';
import { beforeAll, describe, expect, it } from 'vitest';
import { type GraphResource, type ResourceGraph, resourceGraph } from './resource-graph.ts';
import { STAGE } from './sst-environment.ts';
import { canDeploy, STACK_VARIABLES } from './stack-variables.ts';

/** Everything the stack is made of. Each costs nothing while nothing happens, but for S3's bytes. */
const FREE_AT_REST = new Set([
  'pulumi:pulumi:Stack',
  'pulumi:providers:aws',
  'random:index/randomBytes:RandomBytes',
  'aws:s3/bucket:Bucket',
  'aws:s3/bucketPolicy:BucketPolicy',
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration',
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  'aws:s3/bucketObjectv2:BucketObjectv2',
  'aws:glue/catalogDatabase:CatalogDatabase',
  'aws:glue/catalogTable:CatalogTable',
  'aws:iam/role:Role',
  'aws:iam/rolePolicy:RolePolicy',
  'aws:iam/policy:Policy',
  'aws:cloudwatch/logGroup:LogGroup',
  'aws:cloudwatch/logStream:LogStream',
  'aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream',
  'aws:athena/workgroup:Workgroup',
  'aws:lambda/layerVersion:LayerVersion',
  'aws:lambda/function:Function',
  'aws:lambda/functionUrl:FunctionUrl',
  'aws:lambda/permission:Permission',
]);

interface Statement {
  readonly Effect: string;
  readonly Action: string[];
  readonly Resource?: string[];
}

describe.skipIf(!canDeploy)('the stack', () => {
  let graph: ResourceGraph;

  beforeAll(async () => {
    Object.assign(process.env, STACK_VARIABLES);
    const program = async () => (await import('../../infra/stack.ts')).createStack(process.env);
    graph = await resourceGraph({ appName: 'tracelake', program });
  });

  const all = (type: string): GraphResource[] =>
    graph.resources.filter((resource) => resource.type.startsWith('aws:') && resource.type.endsWith(`:${type}`));
  const only = (type: string): GraphResource => {
    const [found, ...more] = all(type);
    expect([type, more.length]).toEqual([type, 0]);
    expect(found, type).toBeDefined();
    return found!;
  };

  it('is made of nothing that costs at rest', () => {
    const types = new Set(graph.resources.map(({ type }) => type).filter((type) => !type.startsWith('sst:')));
    expect([...types].filter((type) => !FREE_AT_REST.has(type))).toEqual([]);
    expect(types.size).toBeGreaterThan(15);
    const { inputs } = only('Function');
    expect(inputs).not.toHaveProperty('provisionedConcurrency');
    expect(only('Workgroup').inputs.configuration.publishCloudwatchMetricsEnabled).toBe(false);
  });

  it('starts nothing by itself: no schedule, no rule, no alarm, no source of events, nobody but the URL invokes', () => {
    // What could: each is outside FREE_AT_REST, too, but this is the promise that "nothing runs when nothing happens".
    const starters =
      /scheduler|cloudwatch\/event|eventRule|alarm|eventSourceMapping|sns|sqs|sfn|bucketNotification|config\//i;
    expect(graph.resources.map(({ type }) => type).filter((type) => starters.test(type))).toEqual([]);
    for (const { inputs } of all('Permission')) {
      expect(inputs.functionUrlAuthType ?? inputs.invokedViaFunctionUrl).toBeTruthy();
    }
    // Firehose that has nothing buffered writes nothing: no lambda of its own, no dynamic partitions, no backup.
    const { extendedS3Configuration: delivery } = only('FirehoseDeliveryStream').inputs;
    expect(delivery).not.toHaveProperty('processingConfiguration');
    expect(delivery).not.toHaveProperty('dynamicPartitioningConfiguration');
    expect(delivery).not.toHaveProperty('s3BackupMode');
  });

  it('keeps no log for ever', () => {
    const days = all('LogGroup').map(({ inputs }) => inputs.retentionInDays);
    expect(days).toHaveLength(2);
    for (const each of days) expect(each).toBeGreaterThan(0);
  });

  it('has the stage in every name that AWS sees', () => {
    const keys = ['name', 'bucket', 'layerName', 'functionName'];
    const named = graph.resources.flatMap(({ type, name, inputs }) =>
      keys
        .filter((key) => typeof inputs[key] === 'string')
        .map((key) => ({ type, name, value: inputs[key] as string })),
    );
    // A table and a log's stream are named inside what has the stage in its name; objects go into SST's own bucket.
    const inner = new Set(['CatalogTable', 'LogStream', 'BucketObjectv2', 'Bucket*']);
    const bare = named.filter(({ type, value }) => !inner.has(type.split(':').at(-1)!) && !value.includes(STAGE));
    expect(bare).toEqual([]);
  });

  it('has the region in the names of what IAM keeps for all regions', () => {
    const policies = [only('Policy').inputs.name, ...all('Role').map(({ inputs }) => inputs.name)];
    expect(policies.length).toBeGreaterThan(2);
    // SST's own role has a hash of the region instead.
    const ours = policies.filter((name: string) => !name.includes('QueryRole'));
    expect(ours.sort()).toEqual(['tracelake-ci-ingest-us-east-1', 'tracelake-ci-send-spans-us-east-1']);
  });

  it('keeps the bucket when the stack goes, as guarded as it was, and nothing else', () => {
    const kept = graph.resources.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name);
    const guards = ['LakeEncryption', 'LakeLifecycle', 'LakePolicy', 'LakePublicAccessBlock'];
    expect(kept.sort()).toEqual(['LakeBucket', ...guards]);
  });

  it('encrypts the bucket, refuses the public and plain HTTP, forgets rejects and results', () => {
    const { inputs } = only('BucketPublicAccessBlock');
    expect(inputs).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    expect(JSON.stringify(only('BucketServerSideEncryptionConfiguration').inputs)).toContain('AES256');
    expect(JSON.stringify(only('BucketPolicy').inputs)).toContain('aws:SecureTransport');
    const { rules } = only('BucketLifecycleConfiguration').inputs;
    const expiring = rules.filter((rule: { expiration?: object }) => rule.expiration !== undefined);
    expect(
      expiring.map(({ id, expiration }: { id: string; expiration: { days: number } }) => [id, expiration.days]),
    ).toEqual([
      ['errors', 90],
      ['results', 7],
      ['cancel', 1],
    ]);
    expect(rules).toContainEqual(
      expect.objectContaining({ abortIncompleteMultipartUpload: { daysAfterInitiation: 2 } }),
    );
  });

  it('converts by a table that is the schema, column by column', () => {
    const { inputs } = only('CatalogTable');
    const columns = glueColumns(SPANS_TABLE).map(({ Name, Type, Comment }) => ({
      name: Name,
      type: Type,
      comment: Comment,
    }));
    expect(inputs.storageDescriptor.columns).toEqual(columns);
    const conversion = only('FirehoseDeliveryStream').inputs.extendedS3Configuration.dataFormatConversionConfiguration;
    expect(conversion).toMatchObject({
      enabled: true,
      schemaConfiguration: { databaseName: inputs.databaseName, tableName: inputs.name },
      inputFormatConfiguration: {
        deserializer: {
          openXJsonSerDe: { caseInsensitive: false, columnToJsonKeyMappings: firehoseJsonKeys(SPANS_TABLE) },
        },
      },
    });
    // Else Firehose follows no update of the table.
    expect(conversion.schemaConfiguration.versionId ?? 'LATEST').toBe('LATEST');
  });

  it('projects exactly the hours that Firehose writes', () => {
    const { parameters, partitionKeys, storageDescriptor } = only('CatalogTable').inputs;
    const { prefix, errorOutputPrefix, bufferingSize, compressionFormat } =
      only('FirehoseDeliveryStream').inputs.extendedS3Configuration;
    expect(partitionKeys).toEqual([
      { name: 'dt', type: 'string' },
      { name: 'hour', type: 'string' },
    ]);
    const written = prefix.replace('!{timestamp:yyyy-MM-dd}', '$' + '{dt}').replace('!{timestamp:HH}', '$' + '{hour}');
    const bucket = storageDescriptor.location.replace('landing/spans/', '');
    expect(parameters['storage.location.template']).toBe(`${bucket}${written}`);
    expect(parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.dt.range': expect.stringMatching(/^2026-01-01,NOW\+1DAYS$/),
      'projection.hour.range': '0,23',
      'projection.hour.digits': '2',
    });
    expect(errorOutputPrefix).toContain('!{firehose:error-output-type}');
    expect(bufferingSize).toBeGreaterThanOrEqual(64);
    expect(compressionFormat).toBe('UNCOMPRESSED');
  });

  it('makes the table before the stream, and both table and stream before the layer that feeds them', () => {
    expect(only('LayerVersion').dependsOn).toContain('SpansLanding');
    expect(only('FirehoseDeliveryStream').dependsOn).toContain('SpansLanding');
    expect(only('FirehoseDeliveryStream').dependsOn).toContain('IngestPolicy');
  });

  it('uploads what is there, by absolute paths', () => {
    const paths = JSON.stringify(graph.resources.map(({ inputs }) => inputs)).matchAll(/"path":"([^"]+)"/g);
    const found = [...paths].map(([, path]) => path!);
    expect(found.length).toBeGreaterThanOrEqual(2);
    expect(found.filter((path) => !isAbsolute(path) || !existsSync(path))).toEqual([]);
  });

  it('gives the layer to both architectures, and leaves old versions to the functions that have them', () => {
    expect(only('LayerVersion').inputs).toMatchObject({
      compatibleArchitectures: ['x86_64', 'arm64'],
      compatibleRuntimes: expect.arrayContaining(['nodejs22.x', 'nodejs24.x']),
      skipDestroy: true,
      // Where tracelake/sst finds it.
      description: expect.stringMatching(new RegExp(`version ${tableVersion(SPANS_TABLE)}$`)),
    });
  });

  it('answers by a streaming URL without CORS, and not more often than it may', () => {
    expect(only('FunctionUrl').inputs).toMatchObject({ authorizationType: 'NONE', invokeMode: 'RESPONSE_STREAM' });
    expect(only('FunctionUrl').inputs.cors).toBeUndefined();
    expect(only('Function').inputs).toMatchObject({ reservedConcurrentExecutions: 10, runtime: 'nodejs24.x' });
    const grants = all('Permission').map(({ inputs }) => inputs.action);
    expect(grants.sort()).toEqual(['lambda:InvokeFunction', 'lambda:InvokeFunctionUrl']);
  });

  it('cancels an Athena query that scans more than it may, whoever starts it', () => {
    const { configuration } = only('Workgroup').inputs;
    expect(configuration).toMatchObject({
      bytesScannedCutoffPerQuery: 100e9,
      enforceWorkgroupConfiguration: true,
      resultConfiguration: { encryptionConfiguration: { encryptionOption: 'SSE_S3' } },
    });
  });

  describe('IAM', () => {
    const policies = (): Record<string, Statement[]> => {
      const texts: [string, string][] = [];
      for (const { name, inputs } of graph.resources) {
        if (typeof inputs.policy === 'string' && name !== 'LakePolicy') texts.push([name, inputs.policy]);
        for (const { policy } of inputs.inlinePolicies ?? []) texts.push([name, policy]);
      }
      return Object.fromEntries(
        texts.map(([name, text]) => [name, (JSON.parse(text) as { Statement: Statement[] }).Statement]),
      );
    };

    it('is three policies: of who writes, who asks, who sends', () => {
      expect(Object.keys(policies()).sort()).toEqual(['IngestPolicy', 'QueryRole', 'SenderPolicy']);
    });

    it('allows no action by a wildcard', () => {
      const actions = Object.values(policies())
        .flat()
        .flatMap(({ Action }) => Action);
      expect(actions.length).toBeGreaterThan(20);
      expect(actions.filter((action) => !/^[a-z0-9]+:[A-Z][A-Za-z]+$/.test(action))).toEqual([]);
    });

    it('names only things of this stack; a star stands for objects under a prefix and nowhere else', () => {
      const resources = Object.values(policies())
        .flat()
        .flatMap(({ Resource }) => Resource ?? ['nothing named']);
      const wide = resources.filter((arn) => arn.includes('*')).map((arn) => arn.replace(/^arn:aws:s3:::[^/]+/, ''));
      expect([...new Set(wide)].sort()).toEqual([
        '/catalog/*',
        '/compacted/*',
        '/errors/*',
        '/landing/*',
        '/results/*',
        '/state/*',
        '/state/cancel/*',
        '/state/saved/*',
      ]);
      const foreign = resources.filter(
        (arn) => !arn.startsWith('arn:aws:s3:::') && !arn.includes(STAGE) && !arn.endsWith(':catalog'),
      );
      expect(foreign).toEqual([expect.stringMatching(/:database\/default$/)]);
      const plain = resources.filter((arn) => arn.startsWith('arn:aws:s3:::') && !arn.includes('*'));
      expect([...new Set(plain.map((arn) => arn.split('/')[1] ?? ''))].sort()).toEqual(['', 'lake.json']);
    });

    it('lets the service read tokens and never write them, nor any span', () => {
      const writes = policies()['QueryRole']!.filter(({ Action }) => Action.includes('s3:PutObject'));
      const written = writes.flatMap(({ Resource }) => Resource!.map((arn) => arn.split('/').slice(1, -1).join('/')));
      expect(written.sort()).toEqual(['catalog', 'results', 'state/cancel', 'state/saved']);
      const all = policies()['QueryRole']!.flatMap(({ Action }) => Action);
      expect(all.filter((action) => /Delete|PutBucket|iam:|firehose:|glue:(?!Get)/.test(action))).toEqual([]);
    });

    it('lets a sender call one action on one stream', () => {
      expect(policies()['SenderPolicy']).toEqual([
        {
          Sid: 'SendSpans',
          Effect: 'Allow',
          Action: ['firehose:PutRecordBatch'],
          Resource: [expect.stringMatching(/:deliverystream\/tracelake-ci-spans$/)],
        },
      ]);
    });
  });

  it('tells what a user needs next', () => {
    expect(graph.outputs).toMatchObject({
      url: expect.stringMatching(/^https:/),
      tokenCommand: expect.stringMatching(/^npx tracelake token create NAME --data s3:\/\//),
      layer: expect.stringMatching(/:layer:tracelake-ci-extension:1$/),
      stream: 'tracelake-ci-spans',
      senderPolicy: expect.any(String),
      database: 'tracelake_ci',
      workgroup: 'tracelake-ci-queries',
    });
  });
});
