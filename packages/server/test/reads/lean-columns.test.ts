// Blocks of text become columns: where a span ends, what it lacks, and where the spans that were asked for end.
import { describe, expect, it } from 'vitest';
import { DRAWN_ATTRIBUTES, LeanColumnsBuilder } from '../../src/reads/lean-columns.ts';

const KEYS = Object.keys(DRAWN_ATTRIBUTES);

interface Told {
  readonly start: string;
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly events?: readonly unknown[];
  readonly links?: readonly unknown[];
}

function textOf(id: string, { start, name = '', attributes = {}, events = [], links = [] }: Told): string {
  const own = [id, '', start, '5', name, 'shop', 'SERVER', ''];
  const marks = [events, links].map((list) => (list.length === 0 ? '' : JSON.stringify(list)));
  return [...own, ...KEYS.map((key) => attributes[key] ?? ''), ...marks].join('\t');
}

describe('blocks of spans', () => {
  it('are columns, with what each span has and lacks', () => {
    const builder = new LeanColumnsBuilder();
    const first = textOf('a', { start: '1700000000000000001', name: 'two\nlines', attributes: { 'error.type': 'E' } });
    const second = textOf('b', { start: '1700000000000000003', events: [['1700000000000000004', 'tab\there']] });
    const third = textOf('c', {
      start: '1700000000000000009',
      links: [['t', 's']],
      attributes: { 'faas.coldstart': 'true' },
    });
    expect(builder.add([first, second].join('\t'), 9)).toBe(true);
    expect(builder.add(third, 9)).toBe(true);
    const { columns, events, links } = builder;
    expect(columns.spanId).toEqual(['a', 'b', 'c']);
    expect(columns.startNano).toEqual([0, 2, 8]);
    expect(columns.name).toEqual({ values: ['two\nlines', null], places: [0, 1, 1] });
    expect(columns.attributes).toEqual({
      'error.type': { places: [0], values: ['E'] },
      'faas.coldstart': { places: [2], values: [true] },
    });
    expect(events).toEqual([{ place: 1, startNano: 3, name: 'tab\there' }]);
    expect(links).toEqual([{ place: 2, traceId: 't', spanId: 's' }]);
  });

  it('end where enough are in, and say so', () => {
    const texts = ['a', 'b', 'c'].map((id) => textOf(id, { start: '7' }));
    const builder = new LeanColumnsBuilder();
    expect(builder.add(texts.slice(0, 2).join('\t'), 2)).toBe(true);
    expect(builder.add(texts[2], 2)).toBe(false);
    expect(builder.columns.spanId).toEqual(['a', 'b']);
    expect(new LeanColumnsBuilder().add(texts.join('\t'), 2)).toBe(false);
  });
});
