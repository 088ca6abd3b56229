// Each resource of the stack by the API call that makes it on AWS; what it gives becomes the resource's outputs. An unknown type is an error.
import { readFileSync, statSync } from 'node:fs';
import {
  CreateBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { formCall, jsonCall, restCall } from './aws-call.mjs';

const DESCRIBE_STREAM = 'Firehose_20150804.DescribeDeliveryStream';

const s3 = new S3Client({ forcePathStyle: true });

const CREATORS = {
  'random:index/randomBytes:RandomBytes': ({ length }) => {
    const bytes = Buffer.alloc(length, 7);
    return { base64: bytes.toString('base64'), hex: bytes.toString('hex') };
  },
  'aws:s3/bucket:Bucket': async (inputs, name) => {
    const Bucket = inputs.bucket ?? name.toLowerCase();
    await s3.send(new CreateBucketCommand({ Bucket }));
    return { id: Bucket, bucket: Bucket, arn: `arn:aws:s3:::${Bucket}` };
  },
  'aws:s3/bucketPolicy:BucketPolicy': ({ bucket, policy }) =>
    s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: policy })).then(() => ({})),
  'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock': ({ bucket, ...block }) =>
    s3
      .send(new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration: apiNames(block) }))
      .then(() => ({})),
  'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration': ({ bucket, rules }) => {
    const Rules = rules.map(({ applyServerSideEncryptionByDefault: { sseAlgorithm } }) => ({
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: sseAlgorithm },
    }));
    return s3
      .send(new PutBucketEncryptionCommand({ Bucket: bucket, ServerSideEncryptionConfiguration: { Rules } }))
      .then(() => ({}));
  },
  'aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration': ({ bucket, rules }) => {
    const Rules = rules.map(({ id, ...rule }) => ({ ID: id, ...apiNames(rule) }));
    return s3
      .send(new PutBucketLifecycleConfigurationCommand({ Bucket: bucket, LifecycleConfiguration: { Rules } }))
      .then(() => ({}));
  },
  'aws:s3/bucketObjectv2:BucketObjectv2': async ({ bucket, key, source }) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: readFileSync(source.path) }));
    return { id: key };
  },
  'aws:glue/catalogDatabase:CatalogDatabase': async ({ name, description }) => {
    await jsonCall('glue', 'AWSGlue.CreateDatabase', { DatabaseInput: { Name: name, Description: description } });
    return { id: name };
  },
  'aws:glue/catalogTable:CatalogTable': async ({ databaseName, name, ...table }) => {
    const TableInput = tableInput({ name, ...table });
    await jsonCall('glue', 'AWSGlue.CreateTable', { DatabaseName: databaseName, TableInput });
    return { id: `${databaseName}:${name}` };
  },
  'aws:cloudwatch/logGroup:LogGroup': async ({ name, retentionInDays }) => {
    await jsonCall('logs', 'Logs_20140328.CreateLogGroup', { logGroupName: name });
    await jsonCall('logs', 'Logs_20140328.PutRetentionPolicy', { logGroupName: name, retentionInDays });
    return { id: name };
  },
  'aws:cloudwatch/logStream:LogStream': async ({ name, logGroupName }) => {
    await jsonCall('logs', 'Logs_20140328.CreateLogStream', { logGroupName, logStreamName: name });
    return { id: name };
  },
  'aws:iam/role:Role': async ({ name, assumeRolePolicy, inlinePolicies = [], managedPolicyArns = [] }, logical) => {
    const RoleName = name ?? logical;
    const answer = await formCall('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: assumeRolePolicy });
    for (const { name: PolicyName, policy } of inlinePolicies) {
      await formCall('iam', 'PutRolePolicy', { RoleName, PolicyName, PolicyDocument: policy });
    }
    for (const PolicyArn of managedPolicyArns) await formCall('iam', 'AttachRolePolicy', { RoleName, PolicyArn });
    return { id: RoleName, name: RoleName, arn: /<Arn>([^<]+)<\/Arn>/.exec(answer)[1] };
  },
  'aws:iam/rolePolicy:RolePolicy': async ({ role, policy, name }, logical) => {
    const PolicyName = name ?? logical;
    await formCall('iam', 'PutRolePolicy', { RoleName: role, PolicyName, PolicyDocument: policy });
    return { id: `${role}:${PolicyName}` };
  },
  'aws:iam/policy:Policy': async ({ name, policy, description }) => {
    const answer = await formCall('iam', 'CreatePolicy', {
      PolicyName: name,
      PolicyDocument: policy,
      Description: description,
    });
    const arn = /<Arn>([^<]+)<\/Arn>/.exec(answer)[1];
    return { id: arn, arn };
  },
  'aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream': async ({ name, extendedS3Configuration }) => {
    const { bufferingSize, bufferingInterval, bucketArn, roleArn, dataFormatConversionConfiguration, ...rest } =
      extendedS3Configuration;
    const { inputFormatConfiguration, schemaConfiguration, ...conversion } = dataFormatConversionConfiguration;
    const { openXJsonSerDe } = inputFormatConfiguration.deserializer;
    const { columnToJsonKeyMappings, ...serde } = openXJsonSerDe;
    const answer = await jsonCall('firehose', 'Firehose_20150804.CreateDeliveryStream', {
      DeliveryStreamName: name,
      DeliveryStreamType: 'DirectPut',
      ExtendedS3DestinationConfiguration: {
        ...apiNames(rest),
        BucketARN: bucketArn,
        RoleARN: roleArn,
        BufferingHints: { SizeInMBs: bufferingSize, IntervalInSeconds: bufferingInterval },
        DataFormatConversionConfiguration: {
          ...apiNames(conversion),
          SchemaConfiguration: { ...apiNames(schemaConfiguration), RoleARN: schemaConfiguration.roleArn },
          InputFormatConfiguration: {
            Deserializer: { OpenXJsonSerDe: { ...apiNames(serde), ColumnToJsonKeyMappings: columnToJsonKeyMappings } },
          },
        },
      },
    });
    return { id: answer.DeliveryStreamARN, arn: answer.DeliveryStreamARN };
  },
  'aws:athena/workgroup:Workgroup': async ({ name, description, configuration }) => {
    await jsonCall('athena', 'AmazonAthena.CreateWorkGroup', {
      Name: name,
      Description: description,
      Configuration: apiNames(configuration),
    });
    return { id: name };
  },
  'aws:lambda/layerVersion:LayerVersion': async ({ layerName, code, ...rest }) => {
    const answer = await restCall('lambda', 'POST', `/2018-10-31/layers/${layerName}/versions`, {
      Content: { ZipFile: readFileSync(code.path).toString('base64') },
      CompatibleRuntimes: rest.compatibleRuntimes,
      CompatibleArchitectures: rest.compatibleArchitectures,
      Description: rest.description,
    });
    return { id: answer.LayerVersionArn, arn: answer.LayerVersionArn, version: String(answer.Version) };
  },
  'aws:lambda/function:Function': async (inputs, logical) => {
    const { name = logical, s3Bucket, s3Key, environment, layers = [] } = inputs;
    const answer = await restCall('lambda', 'POST', '/2015-03-31/functions', {
      FunctionName: name,
      Runtime: inputs.runtime,
      Handler: inputs.handler,
      Role: inputs.role,
      Timeout: inputs.timeout,
      MemorySize: inputs.memorySize,
      Architectures: inputs.architectures,
      // It must find the stand, as the rest of the stack does.
      Environment: { Variables: { ...environment?.variables, AWS_ENDPOINT_URL: process.env.AWS_ENDPOINT_URL } },
      Layers: layers,
      Tags: inputs.tags,
      Code: { S3Bucket: s3Bucket, S3Key: s3Key },
    });
    return { id: name, name, arn: answer.FunctionArn };
  },
  'aws:lambda/functionUrl:FunctionUrl': async ({ functionName, authorizationType }) => {
    // The stand has no streams: the function then answers in one piece.
    const answer = await restCall('lambda', 'POST', `/2021-10-31/functions/${functionName}/url`, {
      AuthType: authorizationType,
      InvokeMode: 'BUFFERED',
    });
    return { id: functionName, functionUrl: answer.FunctionUrl };
  },
  'aws:lambda/permission:Permission': async (inputs, logical) => {
    await restCall('lambda', 'POST', `/2015-03-31/functions/${inputs.function}/policy`, {
      StatementId: logical,
      Action: inputs.action,
      Principal: inputs.principal,
      FunctionUrlAuthType: inputs.functionUrlAuthType,
      InvokedViaFunctionUrl: inputs.invokedViaFunctionUrl,
    });
    return { id: logical };
  },
};

/** Of what a newer version of the product changes; the function's permission and URL stay. */
const UPDATERS = {
  'aws:glue/catalogTable:CatalogTable': async ({ databaseName, ...table }) => {
    await jsonCall('glue', 'AWSGlue.UpdateTable', { DatabaseName: databaseName, TableInput: tableInput(table) });
  },
  // Firehose follows the table; its own mapping of columns to keys follows the product.
  'aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream': async ({ name, extendedS3Configuration }) => {
    const { DeliveryStreamDescription: described } = await jsonCall('firehose', DESCRIBE_STREAM, {
      DeliveryStreamName: name,
    });
    const { dataFormatConversionConfiguration: conversion } = extendedS3Configuration;
    const { columnToJsonKeyMappings, ...serde } = conversion.inputFormatConfiguration.deserializer.openXJsonSerDe;
    const Deserializer = { OpenXJsonSerDe: { ...apiNames(serde), ColumnToJsonKeyMappings: columnToJsonKeyMappings } };
    const [destination] = described.Destinations;
    const { DataFormatConversionConfiguration: old } = destination.ExtendedS3DestinationDescription;
    await jsonCall('firehose', 'Firehose_20150804.UpdateDestination', {
      DeliveryStreamName: name,
      CurrentDeliveryStreamVersionId: described.VersionId,
      DestinationId: destination.DestinationId,
      ExtendedS3DestinationUpdate: {
        DataFormatConversionConfiguration: { ...old, InputFormatConfiguration: { Deserializer } },
      },
    });
  },
  'aws:lambda/function:Function': async ({ name, s3Bucket, s3Key }, logical) => {
    const Code = { S3Bucket: s3Bucket, S3Key: s3Key };
    await restCall('lambda', 'PUT', `/2015-03-31/functions/${name ?? logical}/code`, Code);
  },
};

/** These are another resource with each change, made beside the old one. */
const REPLACED = new Set(['aws:lambda/layerVersion:LayerVersion', 'aws:s3/bucketObjectv2:BucketObjectv2']);

const DELETERS = {
  'aws:glue/catalogTable:CatalogTable': ({ id }) => {
    const [DatabaseName, Name] = id.split(':');
    return jsonCall('glue', 'AWSGlue.DeleteTable', { DatabaseName, Name });
  },
  'aws:glue/catalogDatabase:CatalogDatabase': ({ id }) => jsonCall('glue', 'AWSGlue.DeleteDatabase', { Name: id }),
  'aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream': ({ id }) =>
    jsonCall('firehose', 'Firehose_20150804.DeleteDeliveryStream', { DeliveryStreamName: id.split('/').at(-1) }),
  'aws:athena/workgroup:Workgroup': ({ id }) =>
    jsonCall('athena', 'AmazonAthena.DeleteWorkGroup', { WorkGroup: id, RecursiveDeleteOption: true }),
  'aws:cloudwatch/logGroup:LogGroup': ({ id }) =>
    jsonCall('logs', 'Logs_20140328.DeleteLogGroup', { logGroupName: id }),
  'aws:lambda/function:Function': ({ id }) => restCall('lambda', 'DELETE', `/2015-03-31/functions/${id}`),
  'aws:s3/bucket:Bucket': () => {
    throw new Error('the bucket of a lake is not to be deleted');
  },
};

export async function updateResource(type, name, inputs, made) {
  if (REPLACED.has(type)) return createResource(type, name, inputs);
  const update = UPDATERS[type];
  if (update === undefined) throw new Error(`nobody expected a change of a ${type}: ${name}`);
  await update(inputs, name);
  return made;
}

/** What has no call here goes with what it belongs to, or costs nothing. */
export async function deleteResource(type, resource) {
  await DELETERS[type]?.(resource);
}

function tableInput({ parameters, ...table }) {
  const input = { ...apiNames(table), Parameters: parameters };
  const { SerDeInfo, ...descriptor } = input.StorageDescriptor;
  return { ...input, StorageDescriptor: { ...descriptor, SerdeInfo: SerDeInfo } };
}

export async function createResource(type, name, inputs) {
  const create = CREATORS[type];
  if (create === undefined) throw new Error(`nobody knows how to make a ${type}`);
  for (const asset of [inputs.source, inputs.code]) if (asset?.path !== undefined) statSync(asset.path);
  return create(inputs, name);
}

/** Pulumi's names are the API's, in lower camel case. */
function apiNames(value) {
  if (Array.isArray(value)) return value.map(apiNames);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key[0].toUpperCase() + key.slice(1), apiNames(member)]),
  );
}
