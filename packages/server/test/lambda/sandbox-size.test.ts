// DuckDB's share of a function's memory.
import { expect, it } from 'vitest';
import { engineSize } from '../../src/lambda/sandbox-size.ts';

it.each([
  ['1769', { memoryLimitMb: 1_024, threads: 2 }],
  ['1024', { memoryLimitMb: 279, threads: 2 }],
  ['512', { memoryLimitMb: 128, threads: 2 }],
  ['10240', { memoryLimitMb: 9_495, threads: 6 }],
])('of %s MB', (memoryMb, size) => {
  expect(engineSize(memoryMb)).toEqual(size);
});

it.each([undefined, '', 'much', '0'])('is left to the engine where Lambda says %j', (memoryMb) => {
  expect(engineSize(memoryMb)).toEqual({});
});
