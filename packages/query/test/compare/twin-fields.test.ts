// Which fields are shown once, and under which name.
import { expect, it } from 'vitest';
import type { CountedValue } from '../../src/compare/counted-value.ts';
import { withTwinsJoined } from '../../src/compare/twin-fields.ts';

function counted(text: string | null, selected: number, baseline: number): CountedValue {
  const squares = { selectedSquares: selected, mixedSquares: baseline };
  return { text, low: null, high: null, isRest: false, values: 1, selected, baseline, mixed: baseline, ...squares };
}

const VERSION = [counted('2.4.1', 60, 20), counted('2.4.0', 10, 60), counted('5.0.2', 30, 20)];
const names = (fields: Parameters<typeof withTwinsJoined>[0]) =>
  withTwinsJoined(fields).map(({ field, sameAs }) => [field, ...sameAs]);

it('joins fields of equal counts whatever their values are called, under the better known name', () => {
  const renamed = VERSION.map((value) => ({ ...value, text: `release ${value.text}` }));
  expect(
    names([
      { field: 'build.name', values: renamed },
      { field: 'service.version', values: VERSION },
    ]),
  ).toEqual([['service.version', 'build.name']]);
});

it('joins a field that says the same in fewer spans, whichever comes first', () => {
  const narrower = [counted('2.4.1', 60, 20), counted('2.4.0', 10, 60), counted(null, 30, 20)];
  const wide = { field: 'service.version', values: VERSION };
  const narrow = { field: 'faas.version', values: narrower };
  expect(names([wide, narrow])).toEqual([['service.version', 'faas.version']]);
  expect(names([narrow, wide])).toEqual([['service.version', 'faas.version']]);
  const peer = [counted('ottercard', 40, 10), counted('brindlepay', 5, 40), counted(null, 55, 50)];
  const provider = [counted('ottercard', 50, 12), counted('brindlepay', 5, 42), counted(null, 45, 46)];
  expect(
    names([
      { field: 'service.peer.name', values: peer },
      { field: 'payment.provider', values: provider },
    ]),
  ).toEqual([['payment.provider', 'service.peer.name']]);
});

it('keeps apart what only shares words, and what tells something of its own', () => {
  const flag = (spans: number) => [counted('true', 50, spans), counted('false', 50, 100 - spans)];
  expect(
    names([
      { field: 'flag.a', values: flag(20) },
      { field: 'flag.b', values: flag(21) },
    ]),
  ).toHaveLength(2);
  const own = [counted('2.4.1', 50, 20), counted('new', 50, 0), counted(null, 0, 80)];
  expect(
    names([
      { field: 'service.version', values: VERSION },
      { field: 'other.version', values: own },
    ]),
  ).toHaveLength(2);
});
