// Walks the chain of a deployed lake, from the functions to the last file. It only reads: Describe, Get and List.
import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { GetDatabaseCommand, GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { awsFault, awsSignInCode, awsSignInMessage, TracelakeError } from '@tracelake/schema';
import { AWS_PATIENCE } from '../aws-patience.ts';
import { checkObjects } from './bucket-checks.ts';
import { type CheckResult, fail } from './check-result.ts';
import { functionFindings, grantFindings, streamFindings, tableFindings } from './deployed-findings.ts';
import type {
  DeployedFunction,
  DeployedGrants,
  DeployedStream,
  DeployedTable,
  StreamConversion,
} from './deployed-lake.ts';

/** The stream names all the rest: bucket, database, table. */
export async function checkDeployed(streamName: string): Promise<CheckResult[]> {
  let stream: DeployedStream;
  try {
    stream = await readStream(streamName);
  } catch (error) {
    return [failed('stream', error, 'firehose:DescribeDeliveryStream')];
  }
  const { conversion } = stream;
  const functions = await attempt('functions', 'lambda:ListFunctions', async () =>
    functionFindings(await readFunctions(), streamName),
  );
  const table = conversion === null ? [] : await checkTable(conversion, stream);
  const objects = await checkObjects(`s3://${stream.bucket}`);
  return [...functions, ...streamFindings(stream), ...table, ...objects];
}

async function checkTable(conversion: StreamConversion, stream: DeployedStream): Promise<CheckResult[]> {
  const name = `${conversion.database}.${conversion.table}`;
  const table = await attempt('table', 'glue:GetTable', async () =>
    tableFindings(name, await readTable(conversion.database, conversion.table), stream),
  );
  // Where there is none, that was said.
  if (table.some(({ level }) => level === 'fail')) return table;
  const grants = await attempt('grants', 'glue:GetDatabase', async () =>
    grantFindings(name, conversion, await readGrants(conversion.database, conversion.table)),
  );
  return [...table, ...grants];
}

async function readStream(name: string): Promise<DeployedStream> {
  const client = new FirehoseClient(AWS_PATIENCE);
  const { DeliveryStreamDescription: description } = await client.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
  );
  client.destroy();
  const destination = description?.Destinations?.[0]?.ExtendedS3DestinationDescription;
  const conversion = destination?.DataFormatConversionConfiguration;
  const serde = conversion?.InputFormatConfiguration?.Deserializer?.OpenXJsonSerDe;
  const isConverting = conversion?.SchemaConfiguration !== undefined && conversion.Enabled !== false;
  return {
    name,
    status: description?.DeliveryStreamStatus ?? 'unknown',
    bucket: destination?.BucketARN?.replace(/^arn:[\w-]+:s3:::/, '') ?? '',
    prefix: destination?.Prefix ?? '',
    bufferSeconds: destination?.BufferingHints?.IntervalInSeconds ?? 300,
    conversion: isConverting
      ? {
          database: conversion.SchemaConfiguration?.DatabaseName ?? '',
          table: conversion.SchemaConfiguration?.TableName ?? '',
          caseInsensitive: serde === undefined ? null : (serde.CaseInsensitive ?? true),
          columnKeys: serde?.ColumnToJsonKeyMappings ?? {},
        }
      : null,
  };
}

async function readTable(DatabaseName: string, Name: string): Promise<DeployedTable> {
  const client = new GlueClient(AWS_PATIENCE);
  const { Table } = await client.send(new GetTableCommand({ DatabaseName, Name }));
  client.destroy();
  const { Columns: columns = [], Location = '', SerdeInfo } = Table?.StorageDescriptor ?? {};
  return {
    location: Location,
    partitionKeys: (Table?.PartitionKeys ?? []).map((key) => key.Name ?? ''),
    serializationLibrary: SerdeInfo?.SerializationLibrary ?? '',
    columns: columns.map((column) => ({ name: column.Name ?? '', type: column.Type ?? '' })),
    parameters: Table?.Parameters ?? {},
  };
}

async function readGrants(DatabaseName: string, Name: string): Promise<DeployedGrants> {
  const client = new GlueClient(AWS_PATIENCE);
  const { Table } = await client.send(new GetTableCommand({ DatabaseName, Name }));
  const { Database } = await client.send(new GetDatabaseCommand({ Name: DatabaseName }));
  client.destroy();
  const defaults = Database?.CreateTableDefaultPermissions;
  const principals = defaults?.flatMap(({ Principal }) => Principal?.DataLakePrincipalIdentifier ?? []);
  return { isRegistered: Table?.IsRegisteredWithLakeFormation ?? false, defaultPrincipals: principals ?? null };
}

async function readFunctions(): Promise<DeployedFunction[]> {
  const client = new LambdaClient(AWS_PATIENCE);
  const functions: DeployedFunction[] = [];
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName = '', Layers = [], Environment } of Functions) {
      const layers = Layers.map(({ Arn = '' }) => Arn);
      const streamName = Environment?.Variables?.['TRACELAKE_STREAM_NAME'] ?? null;
      functions.push({ name: FunctionName, layers, streamName });
    }
  }
  client.destroy();
  return functions;
}

async function attempt(name: string, permission: string, check: () => Promise<CheckResult[]>): Promise<CheckResult[]> {
  try {
    return await check();
  } catch (error) {
    return [failed(name, error, permission)];
  }
}

function failed(name: string, error: unknown, permission: string): CheckResult {
  const fault = awsFault(error);
  const { name: reason, message = String(error) } = fault;
  const signIn = awsSignInCode(fault);
  if (signIn !== undefined) {
    return fail(name, `${signIn}: ${awsSignInMessage(signIn, fault, 'AWS')}`, new TracelakeError(signIn, '').hint);
  }
  if (/AccessDenied/.test(reason))
    return fail(name, `aws_access_denied: ${message}`, `Add ${permission} to your policy.`);
  if (/NotFound/.test(reason)) {
    return fail(name, message, 'Check --stream and AWS_REGION; "npx tracelake deploy" makes it and prints its name.');
  }
  return fail(name, `${reason}: ${message}`, 'Check the AWS credentials, the region and the network of this machine.');
}
