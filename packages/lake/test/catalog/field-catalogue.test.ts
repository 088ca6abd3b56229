// The merge of field documents, incremental and from nothing.
import type { FieldDocument, FieldSummary } from '@tracelake/schema';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FieldCatalogue } from '../../src/catalog/field-catalogue.ts';

function summary(key: string, part: Partial<FieldSummary> = {}): FieldSummary {
  return { key, level: 'span', column: null, types: { string: 1 }, integral: false, sketch: [], top: [], ...part };
}

function document(name: string, fields: FieldSummary[], part: Partial<FieldDocument['file']> = {}): FieldDocument {
  const path = `landing/spans/dt=2026-11-22/hour=17/${name}.parquet`;
  const range = { minStartTimeUnixNano: null, maxStartTimeUnixNano: null };
  const file = { path, tier: 'landing' as const, layout: 0, sizeBytes: 1, rows: 1, ...range, ...part };
  return { version: 1, file, fields, truncated: false };
}

const hashes = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => (from + index).toString(16).padStart(13, '0'));

describe('FieldCatalogue', () => {
  test('says in how many spans its attributes were seen, whatever they are called', () => {
    const main = summary('main', { column: 'main', types: { boolean: 5 } });
    const of = (...names: string[]) => names.map((name) => document(name, [main, summary('main')], { rows: 5 }));
    const catalogue = FieldCatalogue.of(of('a', 'b', 'b'));
    expect([catalogue.spans, catalogue.field('main')?.rows]).toEqual([10, 12]);
    catalogue.update(new Map(of('b', 'c', 'd').map((one) => [one.file.path, one])));
    expect(catalogue.spans).toBe(15);
    // A file of reports that came late has as many rows more.
    catalogue.add({ ...of('b')[0]!, amendments: { rows: 2, columns: [] } });
    expect(catalogue.spans).toBe(13);
  });

  test('merges rows, types, values and times of a key over files', () => {
    const catalogue = FieldCatalogue.of([
      document(
        'a',
        [summary('plan', { types: { string: 3, number: 1 }, integral: true, sketch: hashes(1, 3), top: [['pro', 3]] })],
        { minStartTimeUnixNano: '9', maxStartTimeUnixNano: '12' },
      ),
      document(
        'b',
        [
          summary('plan', {
            types: { string: 4 },
            sketch: hashes(2, 3),
            top: [
              ['free', 3],
              ['pro', 1],
            ],
          }),
        ],
        {
          minStartTimeUnixNano: '10',
          maxStartTimeUnixNano: '11',
        },
      ),
    ]);
    expect(catalogue.field('plan')).toEqual({
      key: 'plan',
      column: null,
      levels: ['span'],
      types: { string: 7, number: 1 },
      rows: 8,
      misplacedRows: 0,
      integral: true,
      distinct: 4,
      top: [
        ['pro', 4],
        ['free', 3],
      ],
      firstSeenUnixNano: '9',
      lastSeenUnixNano: '12',
    });
  });

  test('knows the column of a key and the rows whose value lies beside it', () => {
    const catalogue = FieldCatalogue.of([
      document('a', [
        summary('http.route', { column: 'http_route', types: { string: 5 } }),
        summary('http.route', { types: { number: 2 }, integral: true }),
      ]),
    ]);
    expect(catalogue.field('http.route')).toMatchObject({ column: 'http_route', rows: 7, misplacedRows: 2 });
  });

  test('counts events only for keys that stand nowhere else', () => {
    const catalogue = FieldCatalogue.of([
      document('a', [
        summary('both', { types: { string: 1 } }),
        summary('both', { level: 'event', types: { string: 100 } }),
        summary('event.only', { level: 'event', types: { string: 100 } }),
      ]),
    ]);
    expect(catalogue.field('both')).toMatchObject({ rows: 1, levels: ['span', 'event'] });
    expect(catalogue.field('event.only')).toMatchObject({ rows: 100, levels: ['event'] });
  });

  test('estimates many distinct values within a quarter, and never more than rows', () => {
    const spread = Array.from({ length: 64 }, (_, index) => Math.floor((index + 1) * (2 ** 52 / 10_000)));
    const sketch = spread.map((hash) => hash.toString(16).padStart(13, '0'));
    const estimate = (rows: number): number => {
      const one = summary('k', { types: { string: rows }, sketch });
      return FieldCatalogue.of([document('a', [one])]).field('k')!.distinct;
    };
    expect(Math.abs(estimate(100_000) - 10_000)).toBeLessThan(2500);
    // No more than there are rows.
    expect(estimate(5_000)).toBe(5_000);
  });

  test('is truncated while a file with a truncated document lives', () => {
    const catalogue = FieldCatalogue.of([{ ...document('a', []), truncated: true }, document('b', [])]);
    expect(catalogue.truncated).toBe(true);
    catalogue.remove(document('a', []).file.path);
    expect(catalogue.truncated).toBe(false);
  });

  test('is the same whether files came and went or only the rest was ever there', () => {
    const key = fc.constantFrom('a', 'b', 'http.route');
    const field = fc.record({
      key,
      level: fc.constantFrom('span' as const, 'resource' as const, 'event' as const),
      column: fc.constant(null),
      types: fc.record({ string: fc.nat(9), number: fc.nat(9) }),
      integral: fc.boolean(),
      sketch: fc.nat(100).map((from) => hashes(from, 70).slice(0, 64)),
      top: fc.uniqueArray(fc.tuple(fc.string({ maxLength: 2 }), fc.integer({ min: 1, max: 9 })), {
        maxLength: 5,
        selector: ([value]) => value,
      }),
    });
    const documents = fc.array(fc.array(field, { maxLength: 5 }), { maxLength: 6 });
    fc.assert(
      fc.property(documents, fc.array(fc.nat(5), { maxLength: 4 }), (fieldLists, removed) => {
        const all = fieldLists.map((fields, index) =>
          document(`f${index}`, fields, { minStartTimeUnixNano: `${index}`, maxStartTimeUnixNano: `${index * 3}` }),
        );
        const catalogue = FieldCatalogue.of(all);
        for (const known of catalogue.keys()) catalogue.field(known);
        for (const index of removed) if (all[index] !== undefined) catalogue.remove(all[index].file.path);
        if (all[1] !== undefined) catalogue.add(all[1]);
        const rest = all.filter((_, index) => !removed.includes(index) || index === 1);
        const expected = FieldCatalogue.of(rest);
        expect([...catalogue.keys()].sort()).toEqual([...expected.keys()].sort());
        for (const known of expected.keys()) expect(catalogue.field(known)).toEqual(expected.field(known));
      }),
    );
  });

  test('update brings in exactly the given documents', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => document(name, [summary(name)]));
    const catalogue = FieldCatalogue.of([a, b]);
    catalogue.update(new Map([b, c].map((one) => [one.file.path, one])));
    expect([...catalogue.keys()].sort()).toEqual(['b', 'c']);
  });
});

describe('FieldCatalogue.search', () => {
  const catalogue = FieldCatalogue.of([
    document('a', [
      summary('http.route', { types: { string: 10 } }),
      summary('http.response.status_code', { types: { number: 50 } }),
      summary('http.request.method', { types: { string: 40 } }),
      summary('user.id'),
      summary('app.user.plan', { types: { string: 9 } }),
      summary('superuser', { types: { string: 90 } }),
    ]),
  ]);
  const found = (text: string, limit = 10) => catalogue.search(text, limit).map((field) => field.key);

  test('prefers beginnings to parts to middles, then rows', () => {
    expect(found('user')).toEqual(['user.id', 'app.user.plan', 'superuser']);
    expect(found('http', 2)).toEqual(['http.response.status_code', 'http.request.method']);
  });

  test('ignores case, separators and the order of words', () => {
    expect(found('HTTP.Route')).toEqual(['http.route']);
    expect(found('httproute')).toEqual(['http.route']);
    expect(found('status http')).toEqual(['http.response.status_code']);
  });

  test('finds what a slip of the pen meant', () => {
    expect(found('htpp.route')).toEqual(['http.route']);
    expect(catalogue.suggestions('http.responce.statuscode', 3)).toEqual(['http.response.status_code']);
    expect(found('nothing like it')).toEqual([]);
  });

  test('lists everything by rows for an empty text', () => {
    expect(found('', 2)).toEqual(['superuser', 'http.response.status_code']);
  });

  test('finds keys that differ in case only', () => {
    expect(catalogue.keysIgnoringCase('HTTP.ROUTE')).toEqual(['http.route']);
  });
});
