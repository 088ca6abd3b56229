// The columns of events: chosen ones stand in the address and come back, whatever their keys.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { columnsText, parseColumns, usualColumns } from '../../src/explore/event-columns.ts';

it('what stands in the address comes back', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 8 }), (columns) => {
      expect(parseColumns(columnsText(columns))).toEqual(columns);
    }),
  );
});

it('without any they are the usual, and what the question is about', () => {
  expect(parseColumns(undefined)).toBeNull();
  const query = { breakdowns: ['user.plan'], calculations: [{ op: 'P95', column: 'duration_ms' }] } as const;
  expect(usualColumns(query)).toEqual(['name', 'service_name', 'duration_ms', 'status_code', 'user.plan']);
});
