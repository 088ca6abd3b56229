// What is compared: a box before conditions, conditions before a preset.
import { expect, it } from 'vitest';
import { calculatedIn, compareRequest } from '../../src/explore/compare-request.ts';

const query = { filters: [{ column: 'service_name', op: '=', value: 'shop' }] } as const;
const picked = [{ column: 'error.type', op: '=', value: 'Timeout' }] as const;

it('asks for what was picked, within the question', () => {
  expect(compareRequest(query, { box: null, preset: null, picked: null })).toBeNull();
  expect(compareRequest(query, { box: null, preset: null, picked })).toEqual({
    filters: query.filters,
    selection: { filters: picked },
  });
  expect(compareRequest(query, { box: null, preset: 'errors', picked: null })?.selection).toEqual({ preset: 'errors' });
});

it('tells the calculated field that a condition is of', () => {
  const calculatedFields = [{ name: 'half', expression: 'duration_ms / 2' }];
  const none = { box: null, picked: null };
  const within = { filters: [{ column: 'half', op: '>', value: 1 }], filterCombination: 'OR' } as const;
  expect(calculatedIn({ calculatedFields, filters: [within] }, none)).toBe('half');
  expect(calculatedIn({ calculatedFields }, { ...none, picked: [within] })).toBe('half');
  expect(calculatedIn({ calculatedFields, filters: [{ column: 'name', op: 'exists' }] }, none)).toBeUndefined();
});
