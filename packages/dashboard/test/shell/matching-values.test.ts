// Which values a search finds.
import { expect, test } from 'vitest';
import { matchingValues } from '../../src/shell/matching-values.ts';

const FIELDS = [
  {
    key: 'payment.provider',
    top: [
      { value: 'paylane', count: 5 },
      { value: 'Stripes', count: 90 },
    ],
  },
  { key: 'http.route', top: [{ value: '/pay', count: 400 }] },
];

test('what begins so comes first, then the most frequent; case does not matter', () => {
  expect(matchingValues(FIELDS, 'PAY', 5).map(({ value }) => value)).toEqual(['paylane', '/pay']);
  expect(matchingValues(FIELDS, 'pay', 1)).toEqual([{ key: 'payment.provider', value: 'paylane', count: 5 }]);
});

test('a letter alone finds nothing', () => {
  expect(matchingValues(FIELDS, 'p', 5)).toEqual([]);
});
