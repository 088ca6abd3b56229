// The page's environment as a condition of a question.
import { expect, it } from 'vitest';
import { environmentOf, inEnvironment } from '../../src/explore/environment-filter.ts';

const OWN = { column: 'main', op: '=', value: true } as const;
const PROD = { column: 'deployment.environment.name', op: '=', value: 'prod' } as const;

it('is one more condition; of conditions of which any will do it stands beside all of them', () => {
  expect(inEnvironment({ filters: [OWN] }, 'prod')).toEqual({ filters: [OWN, PROD] });
  const any = { filters: [OWN, { ...OWN, value: false }], filterCombination: 'OR' } as const;
  expect(inEnvironment(any, 'prod')).toEqual({ filters: [any, PROD] });
});

it('leaves a question alone that says something of environments itself', () => {
  const nested = { filters: [{ filters: [{ ...PROD, op: '!=' as const }, OWN], filterCombination: 'OR' as const }] };
  expect(inEnvironment(nested, 'staging')).toBe(nested);
  expect(inEnvironment({ filters: [OWN] }, undefined)).toEqual({ filters: [OWN] });
});

it('is read off a question that is of one', () => {
  expect(environmentOf({ filters: [OWN, PROD] })).toBe('prod');
  expect(environmentOf({ filters: [OWN] })).toBeUndefined();
  expect(environmentOf({ filters: [PROD, OWN], filterCombination: 'OR' })).toBeUndefined();
  expect(environmentOf({ filters: [PROD, { ...PROD, value: 'staging' }] })).toBeUndefined();
});
