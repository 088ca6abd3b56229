// What both stand-ins for Pulumi's engine (mocks of a test, and below the sst CLI) answer: look-ups, ARNs, and inputs as plain values.

export const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
/** Of Pulumi's wire format. */
const SECRET_MARK = '4dabf18193072939515e22adb298388d';
/** Rounds of 20 ms without news: nothing says "all settled". */
const QUIET_ROUNDS = 10;

/** What look-ups of the AWS provider give. Throws for one that nobody expected. */
export function callResult(token, inputs, account = ACCOUNT) {
  switch (token) {
    case 'aws:index/getRegion:getRegion':
      return { name: REGION, region: REGION, id: REGION };
    case 'aws:index/getPartition:getPartition':
      return { partition: 'aws', dnsSuffix: 'amazonaws.com', id: 'aws' };
    case 'aws:index/getCallerIdentity:getCallerIdentity':
      return { accountId: account, arn: `arn:aws:iam::${account}:root`, id: account };
    case 'aws:lambda/getLayerVersion:getLayerVersion':
      return {
        arn: arnOf('aws:lambda/layerVersion:LayerVersion', '', inputs, account),
        description: 'The extension, for tables of version 0.1.0',
      };
    case 'aws:iam/getPolicyDocument:getPolicyDocument':
      return policyDocument(inputs.statements ?? []);
    default:
      throw new Error(`Nobody expected a call of ${token}`);
  }
}

function policyDocument(statements) {
  const json = JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map(({ sid, effect = 'Allow', actions, resources, principals, conditions }) => ({
      ...(sid === undefined ? {} : { Sid: sid }),
      Effect: effect,
      Action: actions,
      ...(resources === undefined ? {} : { Resource: resources }),
      ...(principals === undefined ? {} : { Principal: principalsOf(principals) }),
      ...(conditions === undefined ? {} : { Condition: conditionsOf(conditions) }),
    })),
  });
  // SST leaves out an inline policy without statements by their absence.
  return { json, ...(statements.length === 0 ? {} : { statements }) };
}

function principalsOf(principals) {
  if (principals.some(({ type }) => type === '*')) return '*';
  return Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers]));
}

function conditionsOf(conditions) {
  return Object.fromEntries(conditions.map(({ test, variable, values }) => [test, { [variable]: values }]));
}

export function arnOf(type, name, inputs, account = ACCOUNT) {
  const at = (service, rest) => `arn:aws:${service}:${REGION}:${account}:${rest}`;
  switch (type) {
    case 'aws:s3/bucket:Bucket':
      return `arn:aws:s3:::${inputs.bucket ?? name}`;
    case 'aws:glue/catalogDatabase:CatalogDatabase':
      return at('glue', `database/${inputs.name}`);
    case 'aws:glue/catalogTable:CatalogTable':
      return at('glue', `table/${inputs.databaseName}/${inputs.name}`);
    case 'aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream':
      return at('firehose', `deliverystream/${inputs.name}`);
    case 'aws:cloudwatch/logGroup:LogGroup':
      return at('logs', `log-group:${inputs.name}`);
    case 'aws:athena/workgroup:Workgroup':
      return at('athena', `workgroup/${inputs.name}`);
    case 'aws:lambda/layerVersion:LayerVersion':
      return at('lambda', `layer:${inputs.layerName}:1`);
    default:
      return at('mock', name);
  }
}

/** Secrets as what they hold; the paths of assets are promises. */
export async function plainInputs(input) {
  const value = await input;
  if (Array.isArray(value)) return Promise.all(value.map(plainInputs));
  if (value === null || typeof value !== 'object') return value;
  if (SECRET_MARK in value && 'value' in value) return plainInputs(value.value);
  const members = Object.entries(value).map(async ([key, member]) => [key, await plainInputs(member)]);
  return Object.fromEntries(await Promise.all(members));
}

/** Resolves when a program's registrations have come to rest: `state` tells of news by changing. */
export async function settled(runtime, state) {
  let last = '';
  for (let quiet = 0; quiet < QUIET_ROUNDS; ) {
    await runtime.waitForRPCs();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const now = state();
    quiet = now === last ? quiet + 1 : 0;
    last = now;
  }
}
