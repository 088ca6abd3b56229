// What `tracelake deploy` says before it runs sst, and after. Pure.
import { AWS_PRICES, MEASURED_BYTES, spansCost } from '@tracelake/schema';
import type { AwsIdentity } from './aws-identity.ts';
import type { SstCommand } from './sst-process.ts';

export interface DeployPlan {
  readonly command: SstCommand;
  readonly stage: string;
  readonly identity: AwsIdentity;
  readonly folder: string;
}

/** In the order of a first use. */
const MEANINGS: Readonly<Record<string, string>> = {
  url: 'the query service: TRACELAKE_URL of the CLI',
  tokenCommand: 'makes the first token; no route answers without one',
  layer: 'for functions of x86_64 and arm64, Node 20, 22 and 24',
  stream: 'TRACELAKE_STREAM_NAME of those functions',
  schemaVersion: 'their TRACELAKE_SCHEMA_VERSION: what the table has no column for goes into its maps',
  senderPolicy: 'for the role of those functions',
  bucket: 'the lake',
  database: 'its tables in Glue',
  workgroup: 'its queries in Athena',
};

export function planText({ command, stage, identity, folder }: DeployPlan): string {
  const where = `account ${identity.account}, region ${identity.region}, as ${identity.arn}`;
  const heads: Record<SstCommand, string> = {
    deploy: `Deploys the stage ${stage} into ${where}.`,
    diff: `What a deploy of the stage ${stage} would change in ${where}. Nothing is made.`,
    remove: `Removes the stage ${stage} from ${where}.`,
  };
  const tail = command === 'remove' ? [] : ['', ...costLines(), ...(command === 'deploy' ? bootstrapLines() : [])];
  return `${[heads[command], ...tail, '', `Runs "sst ${command} --stage ${stage}" in ${folder}:`, ''].join('\n')}\n`;
}

function costLines(): string[] {
  const { ingestUsd, ingestRareUsd, storageUsdPerMonth } = spansCost();
  const { row, stored } = MEASURED_BYTES;
  return [
    `Costs, in USD (${AWS_PRICES.region}, ${AWS_PRICES.date}, no free tier; docs/cost.md):`,
    `  at rest             0.00, and ${AWS_PRICES.s3PerGbMonth} a GB of spans a month in S3`,
    `  a million spans     ${usd(ingestUsd)} to take (${usd(ingestRareUsd)} from functions called once a minute, with the time they wait)`,
    `                      ${usd(storageUsdPerMonth)} a month to keep, at ${row.toLocaleString('en')} bytes a span sent and ${stored} stored`,
    `  a query             Lambda's time and S3's requests; on Athena ${AWS_PRICES.athenaPerTb} a TB read, at least 0.00005`,
  ];
}

/** Of sst itself, once an account and region; every app of sst shares it. */
function bootstrapLines(): string[] {
  return [
    '',
    "The first sst app of a region also makes sst's own: two buckets, an image repository and two parameters,",
    'which hold its state and cost what their bytes do. sst is told to report nothing to its makers.',
  ];
}

export function doneText({ command, stage, identity }: DeployPlan, outputs: Readonly<Record<string, string>>): string {
  if (command === 'remove') {
    return [
      `The stage ${stage} is gone from ${identity.region}; its bucket stays, with all spans.`,
      'It goes with TRACELAKE_REMOVE_DATA=yes: deploy with it once, then remove with it.',
      '',
    ].join('\n');
  }
  if (command === 'diff') return '';
  const names = [...new Set([...Object.keys(MEANINGS), ...Object.keys(outputs)])].filter((name) => name in outputs);
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.flatMap((name) => [
    `  ${name.padEnd(width)}  ${outputs[name]}`,
    ...(MEANINGS[name] === undefined ? [] : [`  ${' '.repeat(width)}  ${MEANINGS[name]}`]),
  ]);
  const check = `npx tracelake doctor --aws --stream ${outputs['stream'] ?? 'STREAM'}`;
  return `${['Deployed:', ...lines, '', `Is it well? ${check}`].join('\n')}\n`;
}

function usd(amount: number): string {
  return amount.toPrecision(2);
}
