// What a lambda's text reads beyond its parameters, by its printed text.
import { expect, test } from 'vitest';
import { capturedValues } from '../../src/functions/captured-values.ts';

test.each([
  ['(x1.s + x2.x)', '(x1.s + x2.x)', []],
  ['(x1.s + r1.c2)', '(x1.s + x2.c0)', ['r1.c2']],
  ['(x1.s + r1.c2 * r3."a ""b" - r1.c2)', '(x1.s + x2.c0 * x2.c1 - x2.c0)', ['r1.c2', 'r3."a ""b"']],
  ['(x7 + x8.x)', '(x2.c0 + x2.c1.x)', ['x7', 'x8']],
  ["(x1.s || 'r1.c1 x7' || r1.c1)", "(x1.s || 'r1.c1 x7' || x2.c0)", ['r1.c1']],
  [
    'list_filter(r1.c1, lambda x5, x6: (x5 > x6 + x4))',
    'list_filter(x2.c0, lambda x5, x6: (x5 > x6 + x2.c1))',
    ['r1.c1', 'x4'],
  ],
  ['struct_extract(r1.c1, \'x3\').x4 + r1."x5"', "struct_extract(x2.c0, 'x3').x4 + x2.c1", ['r1.c1', 'r1."x5"']],
])('%s', (sql, read, values) => {
  expect(capturedValues(sql, ['x1', 'x2'], 'x2')).toEqual({ sql: read, values });
});
