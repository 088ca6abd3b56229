// What the first run says of Lambda is what the documents say: its commands are theirs, its variables the extension's.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANGUAGES } from '../../src/first-run/languages.ts';

const page = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const steps = LANGUAGES.layer.steps();
const commands = steps.map((step) => step.commands).join('\n');

test('commands of ours stand in the page of the deploy', () => {
  const ours = commands.split('\n').filter((line) => line.startsWith('npx tracelake '));
  expect(ours).toEqual(['npx tracelake deploy', 'npx tracelake doctor --aws --stream STREAM']);
  for (const line of ours) expect(page('docs/deploy.md')).toContain(line.replace('npx ', ''));
});

test("the SST app's lines are those of the deploy's page", () => {
  const [first, second] = steps[1].commands.split('\n');
  expect(page('docs/deploy.md')).toContain(first);
  expect(page('docs/deploy.md')).toContain(second);
});

test('a function gets the four that the deploy prints, by the variables that the extension reads', () => {
  for (const output of ['layer', 'stream', 'schemaVersion', 'senderPolicy']) {
    expect(page('docs/deploy.md')).toContain(`\`${output}\``);
    expect(steps[0].about).toContain(output === 'stream' ? 'stream' : output);
  }
  for (const name of ['STREAM_NAME', 'SCHEMA_VERSION'])
    expect(page('docs/extension.md')).toContain(`| \`TRACELAKE_${name}\` |`);
  expect(commands).toContain('Variables={TRACELAKE_STREAM_NAME=STREAM,TRACELAKE_SCHEMA_VERSION=VERSION}');
  expect(page('docs/extension.md')).toContain(steps[3].commands);
});
