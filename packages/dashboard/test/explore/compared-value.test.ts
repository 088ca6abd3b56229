// What a card of a comparison says: its difference is the least that is certain, a whole number stays the number that it is.
import { expect, it } from 'vitest';
import { differenceText, labelOf } from '../../src/explore/compared-value.ts';

it('a difference is said to be the least, and why it is less than the bars show', () => {
  const { text, title } = differenceText({ role: 'cause', difference: 0.69 });
  expect([text, title]).toEqual(['≥ 69 pt', expect.stringContaining('chance')]);
  const none = differenceText({ role: 'cause', difference: 0 });
  expect([none.text, none.title]).toEqual(['0 pt', expect.stringContaining('chance')]);
  expect(differenceText({ role: 'selection', difference: 0.5 })).toEqual({ text: 'follows the box', title: undefined });
});

it('a whole number keeps its digits, another six of them', () => {
  const label = (column: string, value: number) =>
    labelOf(column, { kind: 'value', value, selected: 1, baseline: 1, selectedShare: 1, baselineShare: 1 });
  expect(label('faas.max_memory', 805_306_368)).toBe('805,306,368');
  expect(label('payment.fraud_score', 0.123456789)).toBe('0.123457');
  expect(label('duration_ms', 1234)).toBe('1.23 s');
});
