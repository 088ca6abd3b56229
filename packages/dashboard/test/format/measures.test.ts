// Words and numbers, as the design writes them.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tickText } from '../../src/format/attribute-value.ts';
import { bytesText, usdText } from '../../src/format/bytes.ts';
import {
  compactText,
  countText,
  numberText,
  percentMeasure,
  percentText,
  pointsText,
  rateText,
} from '../../src/format/count.ts';
import { durationText } from '../../src/format/duration.ts';

it.each([
  [0.00085, '850 ns'],
  [0.018, '18.0 µs'],
  [2.4, '2.40 ms'],
  [24, '24.0 ms'],
  [412, '412 ms'],
  [999.96, '1.00 s'],
  [9870, '9.87 s'],
  [59_996, '1 min 00 s'],
  [125_000, '2 min 05 s'],
  [3_840_000, '1 h 04 min'],
  [266_400_000, '3 d 2 h'],
])('%d ms is %s', (milliseconds, text) => expect(durationText(milliseconds)).toBe(text));

it.each([
  [0.0021, '0.21%'],
  [0.068, '6.8%'],
  [1, '100%'],
  [0.00001, '<0.01%'],
  [0, '0%'],
  [0.1, '10%'],
])('a share of %d is %s', (share, text) => expect(percentText(share)).toBe(text));

it.each([
  [0.01, '1.0'],
  [0.1, '10.0'],
  [1, '100'],
  [0, '0'],
])('in a column a share of %d has the digits %s', (share, digits) => expect(percentMeasure(share).digits).toBe(digits));

it.each([
  [0.0116, '+1.16 pt'],
  [-0.0006, '−0.06 pt'],
])('a difference of %d is %s', (difference, text) => expect(pointsText(difference)).toBe(text));

it.each([
  [0, '0/s'],
  [1234.5, '1235/s'],
  [4.56, '4.56/s'],
  [0.05, '0.05/s'],
  [0.0012345, '0.00123/s'],
])('a rate of %d is %s', (perSecond, text) => expect(rateText(perSecond)).toBe(text));

it.each([
  [0, '0 B'],
  [999.4, '999 B'],
  [999.6, '1.00 kB'],
  [-5_000_000, '-5.00 MB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

it.each([
  [9999, '9,999'],
  [44_103, '44.1k'],
  [1_240_118, '1.24 M'],
])('%d in short is %s', (count, text) => expect(compactText(count)).toBe(text));

it.each([
  [0, '0'],
  [999, '999'],
  [1000, '1,000'],
  [-44_103, '-44,103'],
  [1_234_567_890, '1,234,567,890'],
  [1.5, '2'],
])('%d in full is %s', (count, text) => expect(countText(count)).toBe(text));

it('numbers by hand are those of the language', () => {
  const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
  const numbers = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });
  fc.assert(
    fc.property(
      fc.maxSafeInteger(),
      fc.integer({ min: -999_999, max: 999_999 }),
      fc.nat(11),
      (count, digits, places) => {
        expect(countText(count)).toBe(counts.format(count));
        const value = Number(`${digits}e${places - 5}`);
        expect(numberText(value)).toBe(numbers.format(value));
      },
    ),
  );
});

it.each([
  [840, '840 B'],
  [38_600_000, '38.6 MB'],
  [1_200_000_000, '1.20 GB'],
])('%d bytes are %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

it.each([
  [0, '$0'],
  [0.00021, '$0.00021'],
  [0.138, '$0.138'],
  [12.4, '$12.40'],
])('%d USD are %s', (usd, text) => expect(usdText(usd)).toBe(text));

it('round values on an axis are round', () => {
  expect([1, 10, 100, 1000, 10_000].map((value) => tickText(value, 'duration'))).toEqual([
    '1 ms',
    '10 ms',
    '100 ms',
    '1 s',
    '10 s',
  ]);
  expect([1e5, 1e6, 1.8e6, 1e8, 1e9].map((value) => tickText(value, 'duration'))).toEqual([
    '1.67 min',
    '16.7 min',
    '30 min',
    '1.16 d',
    '11.6 d',
  ]);
});

it('beside an axis a number has six digits at most, whatever its size', () => {
  const ticks = [
    0, 0.25, 2500, 99_999, 100_000, 250_000, 2_000_000, 200_000_000, 1.5e9, 5e17, 2.5e302, 4.94e-324, -3e6,
  ];
  expect(ticks.map((value) => tickText(value, 'number'))).toEqual([
    '0',
    '0.25',
    '2,500',
    '99,999',
    '100k',
    '250k',
    '2 M',
    '200 M',
    '1.5 G',
    '5e17',
    '2.5e302',
    '4.9e-324',
    '-3 M',
  ]);
  expect(tickText(200_000_000, 'count')).toBe('200 M');
});

it('a number that has no room in a column is written by its magnitude', () => {
  expect([999_999_000_000, 306_245_000_000_000_000, -1e12].map(numberText)).toEqual([
    '999,999,000,000',
    '3.06245e17',
    '-1e12',
  ]);
});
