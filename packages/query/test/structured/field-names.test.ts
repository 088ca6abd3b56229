// An attribute may be called like anything that the compiled texts name themselves: it is still the attribute that is read.
import { columnByName, SPANS_TABLE } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledQuery, compileStructuredQuery } from '../../src/structured/compile-structured-query.ts';
import type { StructuredQuery } from '../../src/structured/structured-query.ts';
import { field } from '../plan/field-documents.ts';
import { RANGE, StructuredLake, span } from './structured-lake.ts';

const PLAIN = 'plain';

const QUERIES: readonly (readonly [string, (name: string) => StructuredQuery])[] = [
  [
    'groups over time',
    (name) => ({ calculations: [{ op: 'COUNT' }, { op: 'RATE' }], breakdowns: [name], granularity: 60, limit: 2 }),
  ],
  [
    'calculations over time, of the span and of others',
    (name) => ({
      calculations: [
        { op: 'COUNT' },
        { op: 'ERROR_RATE' },
        { op: 'CONCURRENCY' },
        { op: 'SUM', column: name },
        { op: 'MAX', column: `root.${name}` },
        { op: 'MIN', column: `parent.${name}` },
      ],
      filters: [{ column: `any.${name}`, op: '>', value: 1 }],
      havings: [{ calculateOp: 'COUNT', op: '>', value: 0 }],
      breakdowns: ['kind'],
      granularity: 60,
      limit: 1,
    }),
  ],
  [
    'groups by a calculated field',
    (name) => ({
      calculations: [{ op: 'COUNT' }],
      calculatedFields: [{ name, expression: 'start_time_unix_nano % 3' }],
      breakdowns: [name],
      granularity: 60,
      limit: 2,
    }),
  ],
  [
    'heatmaps',
    (name) => ({
      calculations: [
        { op: 'HEATMAP', column: name, scale: 'linear', buckets: 5 },
        { op: 'HEATMAP', column: name },
      ],
      filters: [{ column: name, op: '!=', value: 3 }],
    }),
  ],
];

function textsOf({ sql, otherSql, series, tableWithSeries, heatmaps }: CompiledQuery): string[] {
  return [sql, otherSql, series?.sql, tableWithSeries?.sql, ...heatmaps.map((heatmap) => heatmap.sql)].filter(
    (text) => text !== undefined,
  );
}

/** They stand behind the AS of a cast. */
const TYPES = new Set(['bigint', 'double', 'decimal', 'varchar']);

/** What the texts call something, but for columns that the table has anyway. */
function namesOfTexts(): string[] {
  const texts = QUERIES.flatMap(([, query]) => textsOf(compileStructuredQuery(query(PLAIN), RANGE)));
  const named = texts.flatMap((text) => [...text.matchAll(/\bAS (?:"([^"]+)"|(\w+))|(\w+) AS \(/g)]);
  const names = new Set(named.map(([, quoted, word, element]) => (quoted ?? word ?? element).toLowerCase()));
  const virtual = new Set(SPANS_TABLE.virtualColumns.map(({ name }) => name));
  return [...names].filter(
    (name) =>
      !name.includes(PLAIN) && !TYPES.has(name) && columnByName(SPANS_TABLE, name) === undefined && !virtual.has(name),
  );
}

let lake: StructuredLake;
let names: string[];
beforeAll(async () => {
  lake = await StructuredLake.open();
  names = namesOfTexts();
  const rows = Array.from({ length: 12 }, (_, i) => {
    const parent_span_id = i % 4 === 0 ? null : `s${(i - 1) / 2}`;
    const attributes_number = Object.fromEntries([PLAIN, ...names].map((name) => [name, i % 5]));
    return span(i / 2, {
      trace_id: `t${Math.floor(i / 4)}`,
      duration_nano: 1_000_000n,
      attributes_number,
      parent_span_id,
    });
  });
  await lake.write(
    rows,
    [PLAIN, ...names].map((name) => field(name, 'span', 'number')),
  );
}, 60_000);
afterAll(() => lake.close());

describe('a field called like something that the text names itself', () => {
  it('there are such names', () => {
    expect(names).toEqual(expect.arrayContaining(['count', 'rate', 'group 1', 'is shown', 'low', 'high', 'bucket']));
  });

  it.each(QUERIES)('%s', { timeout: 120_000 }, async (_, query) => {
    const answers = async (name: string): Promise<unknown[][][]> => {
      const texts = textsOf(lake.compile(query(name)));
      return Promise.all(texts.map(async (text) => (await lake.rows(text)).sort()));
    };
    const plain = await answers(PLAIN);
    expect(plain.every((rows) => rows.length > 0)).toBe(true);
    for (const name of names) expect.soft(await answers(name), name).toEqual(plain);
  });
});
