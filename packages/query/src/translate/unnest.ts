// UNNEST of arrays, maps and arrays of rows, several side by side, with or without a number.
import { sourceError } from '../parser/source-error.ts';
import type { UnnestContext } from '../parser/trino-grammar.ts';
import { structField } from '../types/duckdb-type.ts';
import { quoteLiteral } from '../types/quoting.ts';
import { BIGINT } from '../types/type-constructors.ts';
import { typeText } from '../types/type-text.ts';
import { carriedColumns } from './carried-columns.ts';
import type { QueryColumn, Scope } from './scope.ts';
import type { TypedExpression } from './typed-expression.ts';
import type { TranslatedQuery, Walk } from './walk.ts';

interface UnnestedColumn extends QueryColumn {
  readonly sql: string;
}

/** The inner SELECT unnests side by side, which DuckDB fills up with NULLs as Trino does; the outer one takes rows apart. */
export function unnestRelation(node: UnnestContext, scope: Scope, walk: Walk): TranslatedQuery {
  const { last } = walk.names;
  const lists: string[] = [];
  const lengths: string[] = [];
  const columns: UnnestedColumn[] = [];
  const list = (sql: string): string => {
    lists.push(`unnest(${sql}) AS u${lists.length + 1}`);
    return `u.u${lists.length}`;
  };
  for (const operand of node.expression()) {
    const expression = walk.expression(operand, scope);
    const { type, sql, mayBeNaN } = expression;
    if (type.kind === 'map') {
      columns.push({ name: undefined, sql: list(`map_keys(${sql})`), type: type.key, mayBeNaN });
      columns.push({ name: undefined, sql: list(`map_values(${sql})`), type: type.value, mayBeNaN });
      lengths.push(`cardinality(${sql})`);
    } else if (type.kind === 'array') {
      columns.push(...elementColumns(expression, list(sql)));
      lengths.push(`len(${sql})`);
    } else {
      throw sourceError(node, 'INVALID_FUNCTION_ARGUMENT', `Cannot unnest type: ${typeText(type)}`);
    }
  }
  if (node.KW_ORDINALITY() !== null) {
    const longest = `greatest(${lengths.map((length) => `coalesce(${length}, 0)`).join(', ')})`;
    const sql = list(`range(1, CAST(${longest} AS BIGINT) + 1)`);
    columns.push({ name: undefined, sql, type: BIGINT, mayBeNaN: false });
  }
  const outer = columns.map((column, i) => `${column.sql} AS c${i + 1}`).join(', ');
  const carried = carriedColumns(lists, last);
  const from = carried.length === 0 ? '' : ` FROM ${carried.join(' CROSS JOIN ')}`;
  return { sql: `SELECT ${outer} FROM (SELECT ${lists.join(', ')}${from}) u`, columns, ordered: false };
}

/** An array of rows gives a column a field. */
function elementColumns({ type, mayBeNaN }: TypedExpression, sql: string): UnnestedColumn[] {
  const element = type.kind === 'array' ? type.element : type;
  if (element.kind !== 'row') return [{ name: undefined, sql, type: element, mayBeNaN }];
  return element.fields.map((field, i) => ({
    name: field.name,
    sql: `struct_extract(${sql}, ${quoteLiteral(structField(field, i))})`,
    type: field.type,
    mayBeNaN,
  }));
}
