// The total beneath the groups is of their question and range; that of another question is not known yet.
import { expect, it } from 'vitest';
import { totalOf } from '../../src/explore/explore-requests.ts';

const RANGE = { startMs: 0, endMs: 3_600_000 };
const GROUPS = { calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'], granularity: 30, limit: 10 } as const;
const TOTAL = { rows: [['120']], asked: { query: { calculations: [{ op: 'COUNT' }] }, range: RANGE } } as const;

const moved = (byMs: number) => ({ startMs: RANGE.startMs + byMs, endMs: RANGE.endMs + byMs });

it('is taken where it is of the same question, a step of the live clock apart at most', () => {
  expect(totalOf({ asked: { query: GROUPS, range: RANGE } }, TOTAL)).toEqual(['120']);
  expect(totalOf({ asked: { query: GROUPS, range: moved(10_000) } }, TOTAL)).toEqual(['120']);
});

it('is not known while that of another question, or of another range, is kept', () => {
  const filters = [{ column: 'name', op: '=', value: 'pay' }] as const;
  expect(totalOf({ asked: { query: { ...GROUPS, filters }, range: RANGE } }, TOTAL)).toBeUndefined();
  expect(totalOf({ asked: { query: GROUPS, range: moved(1_800_000) } }, TOTAL)).toBeUndefined();
  expect(totalOf({ asked: { query: GROUPS, range: RANGE } }, undefined)).toBeUndefined();
});
