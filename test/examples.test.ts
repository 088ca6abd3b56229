// Each example gives a function the three things it needs, by the names that the product uses.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { VARIABLES } from '../packages/extension/src/core/variable-table.ts';

const EXAMPLES = ['cdk/shop-stack.ts', 'serverless/serverless.yml', 'sam/template.yaml', 'terraform/main.tf'];

function example(name: string): string {
  return readFileSync(new URL(`../examples/${name}`, import.meta.url), 'utf8');
}

it.each(EXAMPLES)('%s: layer, stream, permission', (name) => {
  const text = example(name);
  expect(text).toMatch(/arn:aws:lambda:[\w-]+:\d{12}:layer:tracelake-production-extension:1/);
  expect(text).toContain('tracelake-production-spans');
  expect(text).toMatch(/policy\/tracelake-production-send-spans|Action: firehose:PutRecordBatch/);
});

it.each(EXAMPLES)('%s: sets only variables that the extension reads', (name) => {
  const named = [...example(name).matchAll(/TRACELAKE_\w+/g)].map(([variable]) => variable);
  expect(named).toContain('TRACELAKE_STREAM_NAME');
  expect(named.filter((variable) => !(variable in VARIABLES))).toEqual([]);
});
