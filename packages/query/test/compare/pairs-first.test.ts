// Who stands behind whom: only a field that has just the spans in which two others meet, as often as chance lets them.
import { expect, test } from 'vitest';
import { pairsFirst } from '../../src/compare/pairs-first.ts';
import type { ComparedField } from '../../src/compare/rank-fields.ts';

const SELECTED = 100;
const BASELINE = 900;
const ALL = { selectedRate: 1, baselineRate: 1 };

/** One telling value, and the rest of both sides. */
function field(name: string, difference: number, selected: number, baseline: number): ComparedField {
  const value = (text: string, [ofSelected, ofBaseline]: readonly [number, number]) => ({
    kind: 'value' as const,
    value: text,
    selected: ofSelected,
    baseline: ofBaseline,
    selectedShare: ofSelected / SELECTED,
    baselineShare: ofBaseline / BASELINE,
  });
  const values = [value('yes', [selected, baseline]), value('no', [SELECTED - selected, BASELINE - baseline])];
  return { field: name, role: 'cause', difference, sameAs: [], values };
}

// 300 and 400 of 1,000 spans meet by chance in 120.
const VERSION = field('version', 0.7, 100, 200);
const PROVIDER = field('provider', 0.6, 100, 300);
const namesOf = (fields: readonly ComparedField[], rates = ALL) => pairsFirst(fields, rates).map((each) => each.field);

test('what says that two others met comes behind them', () => {
  expect(namesOf([field('endpoint', 0.95, 100, 20), VERSION, PROVIDER])).toEqual(['version', 'provider', 'endpoint']);
});

test('what is rarer or more frequent than chance stays first: it may be the cause', () => {
  // 500 and 600 meet by chance in 300.
  expect(namesOf([field('user', 0.99, 100, 0), field('region', 0.6, 100, 400), field('zone', 0.5, 100, 500)])[0]).toBe(
    'user',
  );
  expect(namesOf([field('endpoint', 0.9, 100, 80), VERSION, PROVIDER])[0]).toBe('endpoint');
});

test('two that hardly differ are no pair', () => {
  const weak = [field('plan', 0.2, 100, 200), field('tenant', 0.2, 100, 300)];
  expect(namesOf([field('endpoint', 0.95, 100, 20), ...weak])[0]).toBe('endpoint');
});

test('sides that were sampled differently are counted as they lie in the lake', () => {
  const rates = { selectedRate: 1, baselineRate: 0.1 };
  // 2,100 and 3,100 of 9,100 spans meet by chance in 715; the counts at hand say 300.
  expect(namesOf([field('endpoint', 0.9, 100, 62), VERSION, PROVIDER], rates)).toEqual([
    'version',
    'provider',
    'endpoint',
  ]);
});
