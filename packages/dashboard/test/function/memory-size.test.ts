// Sizes of memory: which would do, and what they cost.
import { expect, it } from 'vitest';
import { costOfSize, offeredSizes, suggestedMemoryMb } from '../../src/function/memory-size.ts';

it('leaves a fifth to spare over the peak', () => {
  expect([suggestedMemoryMb(100), suggestedMemoryMb(107), suggestedMemoryMb(20_000)]).toEqual([128, 192, 10_240]);
});

it('half the memory is half the cost of time, and the same for requests', () => {
  expect(costOfSize(1.2, 1_000_000, 512, 256)).toBeCloseTo(0.7);
  expect(costOfSize(1.2, 1_000_000, 512, 512)).toBeCloseTo(1.2);
});

it('offers what would do, its neighbours, and what it has', () => {
  expect(offeredSizes(100, 1024)).toEqual([128, 192, 256, 1024]);
  expect(offeredSizes(300, 384)).toEqual([320, 384, 448, 512]);
});
