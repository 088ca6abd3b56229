// Whole numbers in JSON, and what an intValue is that 64 bits do not hold.
import { expect, test } from 'vitest';
import { intValueOf, wholeNumberOf } from '../../src/json/whole-number.ts';

test.each([
  ['-5', -5n],
  ['5.00', 5n],
  ['1.767225600000000001E18', 1_767_225_600_000_000_001n],
  ['0e99999', 0n],
  ['5.5', null],
  ['1e999', null],
  ['0x10', null],
  ['', null],
])('"%s" is the whole number %s', (text, expected) => {
  expect(wholeNumberOf(text)).toBe(expected);
});

test.each([
  ['9223372036854775807', 9_223_372_036_854_775_807n],
  ['9223372036854775808', '9223372036854775808'],
  ['1.2345678901234567890e19', '12345678901234567890'],
  ['9'.repeat(400), '9'.repeat(400)],
  ['100000000000000000000', null],
  ['1e+23', null],
  ['1e300', null],
  ['5.5', null],
])('an intValue of %s is %s; null is a double', (text, expected) => {
  expect(intValueOf(text)).toBe(expected);
});
