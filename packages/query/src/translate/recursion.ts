// WITH RECURSIVE r (…) AS (base UNION ALL step): written out as often as Trino repeats a step, at most ten times.
import { raise } from '../duckdb/raise.ts';
import { sourceError } from '../parser/source-error.ts';
import {
  type NamedQueryContext,
  type QueryStatementContext,
  type QueryTermContext,
  SetOperationContext,
} from '../parser/trino-grammar.ts';
import { coerce } from '../types/coercion.ts';
import { canCoerce } from '../types/common-type.ts';
import { typeText } from '../types/type-text.ts';
import { checkReferences, referencesTo } from './recursive-reference.ts';
import type { CommonTable, QueryEnvironment } from './scope.ts';
import type { TranslatedQuery, Walk } from './walk.ts';

export interface Recursion {
  readonly base: QueryTermContext;
  readonly step: QueryTermContext;
  readonly keepsDuplicates: boolean;
}

/** Trino's `max_recursion_depth`. */
const MAX_DEPTH = 10;

/** `undefined` where the query does not name itself. */
export function recursionOf(named: NamedQueryContext, name: string): Recursion | undefined {
  const query = named.query() as QueryStatementContext;
  const body = query.queryNoWith();
  const term = body.queryTerm();
  if (!(term instanceof SetOperationContext) || term.KW_UNION() === null) return undefined;
  const base = term._left!;
  const step = term._right!;
  if (referencesTo(name, term).length === 0) return undefined;
  if (query.with() !== null || body.queryTerm().stop !== body.stop) {
    throw sourceError(named, 'NOT_SUPPORTED', 'A recursion takes no WITH, ORDER BY, OFFSET or LIMIT of its own');
  }
  checkReferences(name, base, step);
  return { base, step, keepsDuplicates: term.setQuantifier()?.KW_ALL() != null };
}

/** `w1_0 AS (base), w1_1 AS (step over w1_0) … w1 AS (all of them)`. */
export function recursiveElements(
  { step: stepNode, keepsDuplicates }: Recursion,
  base: TranslatedQuery,
  { name, table }: { readonly name: string; readonly table: CommonTable },
  environment: QueryEnvironment,
  walk: Walk,
): string[] {
  const { sqlName } = table;
  const before = `${sqlName}_before`;
  const repeatUses = walk.usage.repeater();
  const commonTables = new Map(environment.commonTables).set(name, { ...table, sqlName: before });
  const step = walk.queryTerm(stepNode, { ...environment, commonTables });
  const references = new RegExp(`\\b${before}\\b`, 'g');
  repeatUses(MAX_DEPTH);
  const columns = stepColumns(base, stepNode, step);
  const place = (depth: number) => `${sqlName}_${depth}`;
  const steps = Array.from({ length: MAX_DEPTH + 1 }, (_, i) => {
    const sql = step.sql.replace(references, place(i));
    return `${place(i + 1)} AS MATERIALIZED (SELECT ${columns} FROM (${sql}) z)`;
  });
  const failure = raise(
    'NOT_SUPPORTED',
    `'Recursion depth limit exceeded (${MAX_DEPTH}). Use ''max_recursion_depth'' session property to modify the limit.'`,
  );
  const tooDeep = `(SELECT CASE WHEN count(*) > 0 THEN ${failure} ELSE 0 END FROM ${place(MAX_DEPTH + 1)})`;
  const all = Array.from({ length: MAX_DEPTH + 1 }, (_, i) => `SELECT * FROM ${place(i)}`);
  const union = [...all, `SELECT * FROM ${place(0)} WHERE ${tooDeep} = 1`].join(
    keepsDuplicates ? ' UNION ALL ' : ' UNION ',
  );
  return [`${place(0)} AS MATERIALIZED (${base.sql})`, ...steps, `${sqlName} AS MATERIALIZED (${union})`];
}

/** What a step gives becomes what the base has. */
function stepColumns(base: TranslatedQuery, stepNode: QueryTermContext, step: TranslatedQuery): string {
  if (base.columns.length !== step.columns.length) {
    const message = `base and step relations of recursion have different number of fields: ${base.columns.length}, ${step.columns.length}`;
    throw sourceError(stepNode, 'TYPE_MISMATCH', message);
  }
  return base.columns
    .map((column, i) => {
      const { type, mayBeNaN } = step.columns[i];
      if (!canCoerce(type, column.type)) {
        const message = `recursion step relation output type (${typeText(type)}) is not coercible to recursion base relation output type (${typeText(column.type)}) at column ${i + 1}`;
        throw sourceError(stepNode, 'TYPE_MISMATCH', message, { hint: 'Cast the column of the base.' });
      }
      return `${coerce({ sql: `z.c${i + 1}`, type, mayBeNaN }, column.type).sql} AS c${i + 1}`;
    })
    .join(', ');
}
