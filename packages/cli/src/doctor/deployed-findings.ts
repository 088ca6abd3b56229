// What is wrong with a deployed lake, link by link of the chain, and what to do about it. Pure.
import {
  firehoseJsonKeys,
  glueColumns,
  LANDING_FORMAT,
  LANDING_PARTITION_KEYS,
  landingParameters,
  SPANS_TABLE,
} from '@tracelake/schema';
import { countText } from '../output/quantity-text.ts';
import { type CheckResult, fail, ok, warn } from './check-result.ts';
import type { DeployedFunction, DeployedGrants, DeployedStream, DeployedTable } from './deployed-lake.ts';

const AGAIN = 'Deploy again: npx tracelake deploy.';
const SHOWN_NAMES = 5;
const LAYER_NAME = /:layer:tracelake-[^:]+-extension(-node)?:\d+$/;

export function streamFindings(stream: DeployedStream): CheckResult[] {
  const { name, status, conversion, bucket, prefix, bufferSeconds } = stream;
  if (status !== 'ACTIVE') {
    return [fail('stream', `${name} is ${status}`, 'Wait a minute; if it stays so, look at it in the console.')];
  }
  if (conversion === null) return [fail('stream', `${name} does not convert to Parquet`, AGAIN)];
  const { caseInsensitive, columnKeys } = conversion;
  if (caseInsensitive !== false) {
    return [fail('stream', `${name} makes the keys of attributes lower-case, and loses rows`, AGAIN)];
  }
  const wrong = Object.entries(firehoseJsonKeys(SPANS_TABLE)).filter(([column, key]) => columnKeys[column] !== key);
  if (wrong.length > 0) {
    const columns = namesText(wrong.map(([column]) => column));
    return [fail('stream', `${name} does not know the keys of ${columns}: their values are lost`, AGAIN)];
  }
  if (!prefix.startsWith('landing/spans/dt=')) {
    return [fail('stream', `${name} writes to ${prefix} in ${bucket}, where no query looks`, AGAIN)];
  }
  return [ok('stream', `${name} is active, writes to ${bucket} at the latest every ${bufferSeconds} s`)];
}

export function tableFindings(name: string, table: DeployedTable, { bucket }: DeployedStream): CheckResult[] {
  const types = new Map(table.columns.map((column) => [column.name, column.type]));
  const expected = glueColumns(SPANS_TABLE);
  const missing = expected.filter(({ Name }) => !types.has(Name)).map(({ Name }) => Name);
  const changed = expected.filter(({ Name, Type }) => types.has(Name) && types.get(Name) !== Type);
  const results: CheckResult[] = [];
  if (changed.length > 0) {
    const columns = namesText(changed.map(({ Name }) => Name));
    results.push(fail('table', `${name} has another type for ${columns}: it was changed by hand`, AGAIN));
  }
  if (missing.length > 0) {
    const next = `${AGAIN} Until then the values of these columns are lost on the way.`;
    results.push(warn('table', `${name} lacks ${namesText(missing)}`, next));
  }
  const lost = lostSettings(table, `s3://${bucket}/landing/${SPANS_TABLE.name}/`);
  if (lost.length > 0) {
    results.push(fail('table', `${name} does not find or read all files: ${lost.join('; ')}`, AGAIN));
  }
  return results.length > 0 ? results : [ok('table', `${name} has all ${expected.length} columns and finds its files`)];
}

/** How accounts begin: who may by IAM, may. */
const BY_IAM_ALONE = 'IAM_ALLOWED_PRINCIPALS';

/** Nothing where IAM alone decides: then there is nothing to say. */
export function grantFindings(
  name: string,
  { database, table }: { readonly database: string; readonly table: string },
  { isRegistered, defaultPrincipals }: DeployedGrants,
): CheckResult[] {
  const isByIam = defaultPrincipals === null || defaultPrincipals.includes(BY_IAM_ALONE);
  if (isByIam && !isRegistered) return [];
  const why = isByIam ? 'its location is registered there' : 'new tables of its database are not left to IAM';
  const next = `Grant there Describe on ${database}, and Select and Describe on ${table}, to the stack's ingest role (else all lands under errors/) and to the role of the query function (else Athena is refused): docs/deploy.md.`;
  return [warn('grants', `Lake Formation decides about ${name}: ${why}`, next)];
}

/** Athena answers fewer rows by a narrower projection, and says nothing. */
function lostSettings(table: DeployedTable, location: string): string[] {
  const found = {
    ...table.parameters,
    location: table.location,
    partitions: table.partitionKeys.join(),
    serde: table.serializationLibrary,
  };
  const expected = {
    ...landingParameters(location),
    location,
    partitions: LANDING_PARTITION_KEYS.join(),
    serde: LANDING_FORMAT.serializationLibrary,
  };
  const values = new Map(Object.entries(found));
  return Object.entries(expected)
    .filter(([key, value]) => values.get(key) !== value)
    .map(([key, value]) => `${key} is ${values.get(key) ?? 'not set'}, not ${value}`);
}

export function functionFindings(functions: readonly DeployedFunction[], stream: string): CheckResult[] {
  const layered = functions.filter(({ layers }) => layers.some((layer) => LAYER_NAME.test(layer)));
  const silent = layered.filter(({ streamName }) => streamName === null);
  const elsewhere = layered.filter(({ streamName }) => streamName !== null && streamName !== stream);
  if (layered.length === 0) {
    const next = 'In an SST app one line does it: docs/deploy.md; examples/ has the others.';
    return [warn('functions', `none of ${countText(functions.length, 'function')} has the layer`, next)];
  }
  const results: CheckResult[] = [];
  if (silent.length > 0) {
    const names = namesText(silent.map(({ name }) => name));
    results.push(fail('functions', `${names}: the layer, but no TRACELAKE_STREAM_NAME`, `Set it to ${stream}.`));
  }
  if (elsewhere.length > 0) {
    const names = namesText(elsewhere.map(({ name }) => name));
    results.push(warn('functions', `${names}: send to another stream`, `This lake's is ${stream}.`));
  }
  const sending = layered.length - silent.length - elsewhere.length;
  if (sending > 0)
    results.unshift(
      ok('functions', `${countText(sending, 'function')} ${sending === 1 ? 'sends' : 'send'} to ${stream}`),
    );
  return results;
}

function namesText(names: readonly string[]): string {
  const more = names.length - SHOWN_NAMES;
  return names.slice(0, SHOWN_NAMES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
