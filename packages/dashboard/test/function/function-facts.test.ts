// A function in a line: what its newest span says, and all that it was in the range.
import { expect, it } from 'vitest';
import { functionFacts } from '../../src/function/function-facts.ts';

it('says what is known and nothing for what is not', () => {
  const resourceAttributes = { 'telemetry.sdk.language': 'nodejs', 'host.arch': 'arm64', 'cloud.region': 'eu-west-1' };
  expect(functionFacts({ attributes: {}, resourceAttributes }, [[512, 'eu-west-1', null, '7']])).toEqual([
    'nodejs arm64',
    '512 MB',
    'eu-west-1',
  ]);
  expect(functionFacts(null, [])).toEqual([]);
});

it('names every region that a name runs in, the busiest first; of many how many', () => {
  const kinds = [
    [512, 'eu-west-1', 'prod', '90'],
    [1024, 'us-east-1', 'prod', '7'],
    [null, 'us-east-1', 'prod', '3'],
  ];
  expect(functionFacts(null, kinds)).toEqual(['512 MB, 1,024 MB', 'eu-west-1, us-east-1', 'prod']);
  const many = ['a', 'b', 'c', 'd'].map((region) => [null, region, null, '1']);
  expect(functionFacts(null, many)).toEqual(['4 regions']);
});

it.each([
  ['nodejs:22.v64', 'nodejs22.x arm64'],
  ['python:3.13.v12', 'python3.13 arm64'],
  ['of my own', 'nodejs arm64'],
])('the runtime %s is called %s', (version, said) => {
  const sdk = { 'telemetry.sdk.language': 'nodejs', 'host.arch': 'arm64' };
  const resourceAttributes = { ...sdk, 'aws.lambda.runtime_version': version };
  expect(functionFacts({ attributes: {}, resourceAttributes }, [])).toEqual([said]);
});
