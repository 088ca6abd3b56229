// The memory of invocations in bins: the question that makes them, and what an answer holds.
import { expect, test } from 'vitest';
import { MEMORY_BINS, memoryBins, memoryQuery } from '../../src/function/memory-bins.ts';

test('each bin has its invocations; what used more than is set now is in the last', () => {
  const bins = memoryBins([
    [3, 10],
    ['0', '2'],
    [MEMORY_BINS, 4],
    [MEMORY_BINS * 3, 1],
    [null, 7],
  ]);
  expect(bins).toHaveLength(MEMORY_BINS);
  expect([bins[0], bins[3], bins[MEMORY_BINS - 1]]).toEqual([2, 10, 5]);
  expect(bins.reduce((sum, count) => sum + count, 0)).toBe(17);
});

test('asks for bins of the size that is set, of invocations that have a figure', () => {
  const { calculatedFields, filters } = memoryQuery([{ column: 'main', op: '=', value: true }], 512);
  expect(calculatedFields?.[0].expression).toContain('/ 512e0');
  expect(filters).toContainEqual({ column: 'aws.lambda.memory_used_mb', op: 'exists' });
});
