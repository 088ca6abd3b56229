// Whatever names and values hold, the compiled texts are one SELECT each whose constants and names are exactly the query's.
import { TracelakeError } from '@tracelake/schema';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTrino } from '../../src/parser/parse-trino.ts';
import { compileStructuredQuery } from '../../src/structured/compile-structured-query.ts';
import {
  calculationName,
  type Filter,
  isFilterGroup,
  type StructuredQuery,
} from '../../src/structured/structured-query.ts';
import { requireQuery } from '../../src/translate/gate.ts';
import { arbitraryQuery } from './arbitrary-query.ts';
import { RANGE } from './structured-lake.ts';

interface Quoted {
  readonly texts: Set<string>;
  readonly names: Set<string>;
}

/** Constants and quoted names of a text that parses as one query. */
function quotedIn(sql: string): Quoted {
  requireQuery(parseTrino(sql).statement);
  const texts = new Set<string>();
  const names = new Set<string>();
  for (const [quoted] of sql.matchAll(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g)) {
    const [mark, inner] = [quoted[0], quoted.slice(1, -1)];
    (mark === "'" ? texts : names).add(inner.replaceAll(mark + mark, mark));
  }
  return { texts, names };
}

function filtersOf(query: StructuredQuery): Filter[] {
  return (query.filters ?? []).flatMap((node) => (isFilterGroup(node) ? (node.filters as Filter[]) : [node]));
}

function wantedTexts(query: StructuredQuery): Set<string> {
  const texts = new Set(['ERROR', '\\']);
  for (const { op, value } of filtersOf(query)) {
    for (const each of [value].flat()) {
      if (typeof each === 'number' || each === undefined) continue;
      texts.add(String(each));
      if (op.endsWith('end-with') || op === 'ends-with') texts.add(`%${String(each).replace(/[\\%_]/g, '\\$&')}`);
    }
  }
  // Of the count of other groups.
  for (const own of ['+', '-', ' ']) texts.add(own);
  return texts;
}

function wantedNames(query: StructuredQuery): Set<string> {
  const calculations = query.calculations ?? [{ op: 'COUNT' as const }];
  const columns = [...(query.breakdowns ?? []), ...filtersOf(query).map(({ column }) => column)];
  const ofCalculations = calculations.flatMap((each) => [calculationName(each), each.column ?? '']);
  const own = ['is shown', 'groups', 'is table', 'bucket', 'group 1', 'group 2', 'group 3', 'low', 'high'];
  const values = calculations.map((_, index) => `value ${index + 1}`);
  return new Set([...columns, ...ofCalculations, 'COUNT', ...own, ...values]);
}

describe('hostile queries', () => {
  it('compile to texts that hold nothing else', () => {
    fc.assert(
      fc.property(arbitraryQuery, fc.boolean(), (query, sampled) => {
        let texts: string[];
        try {
          const compiled = compileStructuredQuery(query, RANGE, { sampled });
          texts = [
            compiled.sql,
            compiled.otherSql,
            compiled.series?.sql,
            compiled.series?.ofAllSql,
            compiled.tableWithSeries?.sql,
            ...compiled.heatmaps.map(({ sql }) => sql),
          ].filter((sql) => sql !== undefined);
        } catch (error) {
          // A name that happens to be a column of another type: said, not compiled.
          if (error instanceof TracelakeError && error.code === 'invalid_request') return;
          throw error;
        }
        for (const sql of texts) {
          const { texts: found, names } = quotedIn(sql);
          expect([...found].filter((text) => !wantedTexts(query).has(text))).toEqual([]);
          expect([...names].filter((name) => !wantedNames(query).has(name))).toEqual([]);
        }
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
