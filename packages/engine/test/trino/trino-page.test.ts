// Long integers of Trino's answers stay exact, and nothing else is touched.
import { expect, test } from 'vitest';
import { parsePage } from '../../src/trino/trino-page.ts';

const row = (values: string): unknown =>
  parsePage(`{"id":"q","stats":{"state":"FINISHED"},"data":[[${values}]]}`).data![0];

test.each<[string, unknown[]]>([
  ['9007199254740993,-9223372036854775808', ['9007199254740993', '-9223372036854775808']],
  ['123456789012345', [123456789012345]],
  ['1.4142135623730951,-0.30000000000000004', [Math.SQRT2, -0.30000000000000004]],
  ['1.2345678901234567E16,1.0E300,12345678901234567e0', [12345678901234568, 1e300, 12345678901234568]],
  ['"12345678901234567890","a\\"1234567890123456789"', ['12345678901234567890', 'a"1234567890123456789']],
  ['"\\\\",9007199254740993', ['\\', '9007199254740993']],
  [
    '[9007199254740993],{"9007199254740993":9007199254740993}',
    [['9007199254740993'], { '9007199254740993': '9007199254740993' }],
  ],
])('%s', (values, expected) => {
  expect(row(values)).toEqual(expected);
});

test('a text of megabytes is no trouble', () => {
  const text = `${'\\"'.repeat(500_000)}${'x'.repeat(5_000_000)}`;
  expect((row(`"${text}",9007199254740993`) as string[])[0]).toHaveLength(5_500_000);
});
