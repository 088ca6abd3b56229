// What the editor offers while SQL is typed: attributes as the catalogue spells them, functions with their signatures, words of the language. Pure.
import type { Completion } from '@codemirror/autocomplete';
import type { Answer } from '../api/api-client.ts';
import { countText } from '../format/count.ts';
import { SQL_FUNCTIONS } from './sql-functions.ts';

export type CatalogueField = Answer<'GET /api/v1/fields'>['fields'][number];

export const SQL_WORDS: readonly string[] =
  'SELECT DISTINCT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET AS AND OR NOT IN IS NULL LIKE ESCAPE BETWEEN CASE WHEN THEN ELSE END CAST TRY_CAST JOIN LEFT RIGHT FULL OUTER CROSS INNER ON USING UNNEST WITH ORDINALITY UNION ALL EXCEPT INTERSECT VALUES TABLE RECURSIVE OVER PARTITION ROWS RANGE GROUPS PRECEDING FOLLOWING UNBOUNDED CURRENT ROW FILTER WITHIN ASC DESC NULLS FIRST LAST TRUE FALSE INTERVAL TIMESTAMP DATE ZONE AT EXTRACT EXISTS ANY SOME ROLLUP CUBE GROUPING SETS FETCH NEXT ONLY TIES WINDOW YEAR MONTH DAY HOUR MINUTE SECOND'.split(
    ' ',
  );

/** Not in the catalogue: every span has them. */
const TABLE_COLUMNS: readonly (readonly [name: string, type: string])[] = [
  ['time', 'timestamp of the start'],
  ['duration_ms', 'double'],
  ['main', 'boolean: a unit of work'],
  ['name', 'varchar'],
  ['kind', 'varchar'],
  ['status_code', 'varchar'],
  ['status_message', 'varchar'],
  ['service_name', 'varchar'],
  ['trace_id', 'varchar'],
  ['span_id', 'varchar'],
  ['parent_span_id', 'varchar'],
];

export function sqlCompletions(fields: readonly CatalogueField[]): readonly Completion[] {
  const own = new Set(TABLE_COLUMNS.map(([name]) => name));
  return [
    ...TABLE_COLUMNS.map(([label, detail]): Completion => ({ label, detail, type: 'column', boost: 2 })),
    ...fields
      .filter(({ sql }) => !own.has(sql))
      .map(
        ({ sql, types, top }): Completion => ({
          label: sql,
          type: 'column',
          detail: Object.keys(types).join(', '),
          ...(top.length === 0 ? {} : { info: topText(top) }),
          boost: 1,
        }),
      ),
    ...SQL_FUNCTIONS.map(
      ([name, kind, signature]): Completion => ({ label: name, apply: `${name}(`, type: kind, detail: signature }),
    ),
    { label: 'spans', type: 'table', detail: 'the table' },
    ...SQL_WORDS.map((label): Completion => ({ label, type: 'word', boost: -1 })),
  ];
}

function topText(top: CatalogueField['top']): string {
  return top
    .slice(0, 5)
    .map(({ value, count }) => `${value} · ${countText(count)}`)
    .join('\n');
}
