// Structured queries of every shape, with names and values that try to be SQL.
import fc from 'fast-check';
import {
  CALCULATION_OPS,
  COMPARISON_OPS,
  type Filter,
  type FilterNode,
  SPAN_OPS,
  type StructuredQuery,
  TEXT_OPS,
} from '../../src/structured/structured-query.ts';

const HOSTILE = [
  "'",
  '"',
  "')",
  '"; DROP TABLE x; --',
  '--',
  '/*',
  '*/',
  '\\',
  '\n',
  '$1',
  '😀',
  ';',
  '%',
  '_',
  "'||'",
  '~',
  '&',
  '+',
];

export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 5 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join('').replaceAll('\0', ''))
  .filter((text) => text !== '' && !/^(root|parent|any|none)\./.test(text));

const value = fc.oneof(hostileText, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.boolean());

export const arbitraryFilter: fc.Arbitrary<Filter> = fc.oneof(
  fc.record({ column: hostileText, op: fc.constantFrom(...COMPARISON_OPS), value }),
  fc.record({ column: hostileText, op: fc.constantFrom(...TEXT_OPS), value: hostileText }),
  fc.record({
    column: hostileText,
    op: fc.constantFrom('in' as const, 'not-in' as const),
    value: fc.array(value, { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ column: hostileText, op: fc.constantFrom('exists' as const, 'does-not-exist' as const) }),
);

const combination = fc.constantFrom('AND' as const, 'OR' as const);

const filterNode: fc.Arbitrary<FilterNode> = fc.oneof(
  { weight: 4, arbitrary: arbitraryFilter },
  {
    weight: 1,
    arbitrary: fc.record({
      filters: fc.array(arbitraryFilter, { minLength: 1, maxLength: 3 }),
      filterCombination: combination,
    }),
  },
);

const calculation = fc.constantFrom(...CALCULATION_OPS).chain((op) => {
  const isOfSpans = (SPAN_OPS as readonly string[]).includes(op);
  return isOfSpans ? fc.constant({ op }) : hostileText.map((column) => ({ op, column }));
});

const lowerCase = (text: string) => text.toLowerCase();

/** Valid, as `readStructuredQuery` gives it: what is not set is not there. */
export const arbitraryQuery: fc.Arbitrary<StructuredQuery> = fc.record(
  {
    calculations: fc.uniqueArray(calculation, {
      minLength: 1,
      maxLength: 3,
      selector: (each) => lowerCase(JSON.stringify(each)),
    }),
    filters: fc.array(filterNode, { maxLength: 4 }),
    filterCombination: combination,
    breakdowns: fc.uniqueArray(hostileText, { maxLength: 3, selector: lowerCase }),
    limit: fc.integer({ min: 1, max: 1000 }),
    start: fc.constantFrom('-1h', '2026-11-22T10:00:00Z'),
    granularity: fc.oneof(fc.constant('auto' as const), fc.integer({ min: 1, max: 1000 })),
  },
  { requiredKeys: [] },
);
