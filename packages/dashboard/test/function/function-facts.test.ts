// A function in a line, of what its newest span says.
import { expect, it } from 'vitest';
import { functionFacts } from '../../src/function/function-facts.ts';

it('says what is known and nothing for what is not', () => {
  const resourceAttributes = { 'telemetry.sdk.language': 'nodejs', 'cloud.region': 'eu-west-1' };
  expect(functionFacts({ attributes: { 'aws.lambda.memory_size_mb': 512 }, resourceAttributes })).toEqual([
    'nodejs',
    '512 MB',
    'eu-west-1',
  ]);
  expect(functionFacts({ attributes: {}, resourceAttributes: {} })).toEqual([]);
});
