// Blocks of text become columns: where a span ends, what it lacks, and where the spans that were asked for end.
import { describe, expect, it } from 'vitest';
import { DRAWN_ATTRIBUTES, LeanColumnsBuilder } from '../../src/reads/lean-columns.ts';

const KEYS = Object.keys(DRAWN_ATTRIBUTES);

/** Of 1,700,000,000 seconds. */
const NUMBER = 17_000_000_000n;

interface Told {
  readonly parent?: string;
  readonly duration?: string;
  /** In its block. */
  readonly start: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly events?: readonly unknown[];
  readonly links?: readonly unknown[];
}

function textOf(
  id: string,
  { start, parent = '', duration = '5', name = '', attributes = {}, events = [], links = [] }: Told,
): string {
  const own = [start, id, parent, duration, name, 'shop', 'SERVER', ''];
  const marks = [events, links].map((list) => (list.length === 0 ? '' : JSON.stringify(list)));
  return [...own, ...KEYS.map((key) => attributes[key] ?? ''), ...marks].join('\t');
}

describe('blocks of spans', () => {
  it('are columns, with what each span has and lacks', () => {
    const builder = new LeanColumnsBuilder();
    const first = textOf('a', { start: '1', name: 'two\nlines', attributes: { 'error.type': 'E' } });
    const second = textOf('b', { start: '3', events: [['1700000000000000004', 'tab\there']] });
    const third = textOf('c', {
      start: '9',
      links: [['t', 's']],
      attributes: { 'faas.coldstart': 'true' },
    });
    expect(builder.add([first, second].join('\t'), NUMBER, 9)).toBe(true);
    expect(builder.add(third, NUMBER + 1n, 9)).toBe(true);
    const { columns, events, links } = builder;
    expect(columns.spanId).toEqual(['a', 'b', 'c']);
    expect(columns.startNano).toEqual([0, 2, 100_000_008]);
    expect(builder.startUnixNano).toBe(1_700_000_000_000_000_001n);
    expect(columns.name).toEqual({ values: ['two\nlines', null], places: [0, 1, 1] });
    expect(columns.attributes).toEqual({
      'error.type': { places: [0], values: ['E'] },
      'faas.coldstart': { places: [2], values: [true] },
    });
    expect(events).toEqual([{ place: 1, startNano: 3, name: 'tab\there' }]);
    expect(links).toEqual([{ place: 2, traceId: 't', spanId: 's' }]);
  });

  it('say a parent once, however many children it has, and read every length', () => {
    const builder = new LeanColumnsBuilder();
    const told = [
      ['root', '', '9007199254740993'],
      ['a', 'root', '0'],
      // What only begins like the one before is another.
      ['b', 'root2', '-7'],
      ['c', 'root', ''],
      ['d', 'root', '999999999999999'],
    ] as const;
    const texts = told.map(([id, parent, duration], at) => textOf(id, { start: String(at), parent, duration }));
    builder.add(texts.join('\t'), NUMBER, 9);
    const { parentSpanId, durationNano, startNano, unfinished } = builder.columns;
    expect(parentSpanId).toEqual({ values: [null, 'root', 'root2'], places: [0, 1, 2, 1, 1] });
    expect(durationNano).toEqual([9_007_199_254_740_992, 0, -7, 0, 999_999_999_999_999]);
    expect(startNano).toEqual([0, 1, 2, 3, 4]);
    // Zero is a length, nothing is none.
    expect(unfinished).toEqual([3]);
  });

  it('have no number that was sent as another text', () => {
    const builder = new LeanColumnsBuilder();
    const key = 'aws.lambda.runtime_overhead_ms';
    const texts = ['14.5', 'soon', 'NaN'].map((value, at) =>
      textOf(`${at}`, { start: '1', attributes: { [key]: value } }),
    );
    builder.add(texts.join('\t'), NUMBER, 9);
    expect(builder.columns.attributes).toEqual({ [key]: { places: [0], values: [14.5] } });
  });

  it('end where enough are in, and say so', () => {
    const texts = ['a', 'b', 'c'].map((id) => textOf(id, { start: '7' }));
    const builder = new LeanColumnsBuilder();
    expect(builder.add(texts.slice(0, 2).join('\t'), NUMBER, 2)).toBe(true);
    expect(builder.add(texts[2], NUMBER, 2)).toBe(false);
    expect(builder.columns.spanId).toEqual(['a', 'b']);
    expect(new LeanColumnsBuilder().add(texts.join('\t'), NUMBER, 2)).toBe(false);
  });
});
