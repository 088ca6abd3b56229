// Messages that differ only in numbers and ids are one.
import { expect, it } from 'vitest';
import { normalMessage } from '../../src/errors/error-groups.ts';

it.each([
  ['paylane gave no answer in 3,000 ms (attempt 3 of 3)', 'paylane gave no answer in ‹n› ms (attempt ‹n› of ‹n›)'],
  ['No order 8f14e45f-ceea-467f-a0d1-5b7c1e2d3f4a', 'No order ‹id›'],
  ['trace 67a1b2c39f4e67a1 failed\nat x', 'trace ‹id› failed'],
  ['defaced facade', 'defaced facade'],
  ['no address for order o-1e73cd055b in DE', 'no address for order o-‹id› in DE'],
])('%j', (message, normal) => expect(normalMessage(message)).toBe(normal));
