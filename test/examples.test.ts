// Each example gives a function the three things it needs, by the names that the product uses, and is what its own tool can read.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { SPANS_TABLE, tableVersion } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { VARIABLE_PREFIX, VARIABLES } from '../packages/extension/src/core/variable-table.ts';

const VERSION = tableVersion(SPANS_TABLE);
const EXAMPLES = ['cdk/shop-stack.ts', 'serverless/serverless.yml', 'sam/template.yaml', 'terraform/main.tf'];

function example(name: string): string {
  return readFileSync(new URL(`../examples/${name}`, import.meta.url), 'utf8');
}

it.each(EXAMPLES)('%s: layer, stream, version of the table, permission', (name) => {
  const text = example(name);
  expect(text).toMatch(/arn:aws:lambda:[\w-]+:\d{12}:layer:tracelake-production-extension:1/);
  expect(text).toContain('tracelake-production-spans');
  expect(text).toContain(VERSION);
  expect(text).toMatch(/policy\/tracelake-production-send-spans-us-east-1|Action: firehose:PutRecordBatch/);
});

it.each(EXAMPLES)('%s: sets only variables that the extension reads', (name) => {
  const named = [...example(name).matchAll(/TRACELAKE_\w+/g)].map(([variable]) => variable);
  expect(named).toEqual(expect.arrayContaining(['TRACELAKE_STREAM_NAME', 'TRACELAKE_SCHEMA_VERSION']));
  const known = Object.keys(VARIABLES).map((own) => VARIABLE_PREFIX + own);
  expect(named.filter((variable) => !known.includes(variable))).toEqual([]);
});

/** Its own types would bring those of a browser into every file. */
const { parse }: { parse(file: string, text: string): Promise<unknown> } = createRequire(import.meta.url)(
  '@cdktf/hcl2json',
);

const LAYER = /layer:tracelake-production-extension:1$/;
const STREAM = 'tracelake-production-spans';
const SENDER_POLICY = /policy\/tracelake-production-send-spans-us-east-1$/;

describe('as its own tool reads it', () => {
  it("Terraform: the function's layer, stream and role are references to what exists", async () => {
    // HashiCorp's own parser, compiled to WebAssembly.
    const parsed = await parse('main.tf', example('terraform/main.tf'));
    const { resource, variable } = parsed as { resource: Blocks; variable: { tracelake: [{ default: Values }] } };
    const given = variable.tracelake[0].default;
    const resolved = (text: string): string => {
      const [, name] = /^\$\{var\.tracelake\.(\w+)\}$/.exec(text) ?? [];
      return name === undefined ? text : (given[name] ?? '');
    };
    const fn = resource['aws_lambda_function']!['cart']![0] as unknown as {
      layers: string[];
      role: string;
      environment: [{ variables: Values }];
    };
    expect(fn.layers.map(resolved)).toEqual([expect.stringMatching(LAYER)]);
    const { TRACELAKE_STREAM_NAME, TRACELAKE_SCHEMA_VERSION } = fn.environment[0].variables;
    expect([TRACELAKE_STREAM_NAME, TRACELAKE_SCHEMA_VERSION].map((text) => resolved(text!))).toEqual([STREAM, VERSION]);
    const attached = Object.values(resource['aws_iam_role_policy_attachment']!).map(([attachment]) =>
      attachmentOf(attachment!),
    );
    expect(attached.map(({ policy }) => resolved(policy!))).toContainEqual(expect.stringMatching(SENDER_POLICY));
    for (const reference of [fn.role, ...attached.map(({ role }) => role!)]) {
      const [, type = '', name = ''] = /^\$\{(\w+)\.(\w+)\.(?:arn|name)\}$/.exec(reference) ?? [];
      expect(resource[type]?.[name], reference).toBeDefined();
    }
  });

  it('SAM: references parameters whose defaults are what the deploy prints', () => {
    const { Parameters, Globals, Resources } = yaml('sam/template.yaml');
    const resolved = ({ Ref }: { Ref: string }) => Parameters[Ref]?.Default;
    expect(Globals.Function.Layers.map(resolved)).toEqual([expect.stringMatching(LAYER)]);
    const { TRACELAKE_STREAM_NAME, TRACELAKE_SCHEMA_VERSION } = Globals.Function.Environment.Variables;
    expect([TRACELAKE_STREAM_NAME, TRACELAKE_SCHEMA_VERSION].map(resolved)).toEqual([STREAM, VERSION]);
    const { Type, Properties } = Resources.Cart;
    expect([Type, Properties.Policies.map(resolved)]).toEqual([
      'AWS::Serverless::Function',
      [expect.stringMatching(SENDER_POLICY)],
    ]);
  });

  it('Serverless: one action on one stream, by parameters that are given', () => {
    const { params, provider } = yaml('serverless/serverless.yml');
    const resolved = (text: string) =>
      text.replace(/\$\{param:(\w+)\}/g, (whole, name: string) => params.default[name] ?? whole);
    expect(provider.layers.map(resolved)).toEqual([expect.stringMatching(LAYER)]);
    const { TRACELAKE_STREAM_NAME, TRACELAKE_SCHEMA_VERSION } = provider.environment;
    expect([TRACELAKE_STREAM_NAME, TRACELAKE_SCHEMA_VERSION].map(resolved)).toEqual([STREAM, VERSION]);
    const [{ Effect, Action, Resource }, ...more] = provider.iam.role.statements;
    expect([Effect, [Action].flat(), more]).toEqual(['Allow', ['firehose:PutRecordBatch'], []]);
    expect(resolved(Resource)).toMatch(/^arn:aws:firehose:.*:deliverystream\/tracelake-production-spans$/);
  });
});

type Values = Record<string, string>;
type Blocks = Record<string, Record<string, Values[]>>;

function attachmentOf({ role, policy_arn: policy }: Values) {
  return { role, policy };
}

/** CloudFormation's own tag for references; any other tag, and any mistake, is an error. */
// biome-ignore lint/suspicious/noExplicitAny: documents of two tools
function yaml(name: string): any {
  const ref = { tag: '!Ref', resolve: (text: string) => ({ Ref: text }) };
  const document = parseDocument(example(name), { customTags: [ref] });
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS();
}
