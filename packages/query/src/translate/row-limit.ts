// LIMIT, OFFSET and FETCH FIRST … [WITH TIES].
import { sourceError } from '../parser/source-error.ts';
import type { ParserRuleContext, QueryNoWithContext, RowCountContext } from '../parser/trino-grammar.ts';
import type { SortKey } from './ordering.ts';

export interface RowLimit {
  readonly limit: bigint | undefined;
  readonly offset: bigint | undefined;
  /** Whether rows equal to the last one come too. */
  readonly ties: boolean;
}

const MAX_BIGINT = 9_223_372_036_854_775_807n;

export function rowLimit(node: QueryNoWithContext | undefined): RowLimit {
  if (node === undefined) return { limit: undefined, offset: undefined, ties: false };
  const offset = node._offset === undefined ? undefined : count(node._offset);
  if (node.KW_FETCH() === null) {
    const rows = node._limit?.rowCount();
    return { limit: rows == null ? undefined : count(rows), offset, ties: false };
  }
  const limit = node._fetchFirst === undefined ? 1n : count(node._fetchFirst);
  const ties = node.KW_TIES() !== null;
  if (limit === 0n) {
    throw sourceError(
      node._fetchFirst!,
      'NUMERIC_VALUE_OUT_OF_RANGE',
      'FETCH FIRST row count must be positive (actual value: 0)',
    );
  }
  if (ties && node.sortItem().length === 0) {
    throw sourceError(node, 'MISSING_ORDER_BY', 'FETCH FIRST WITH TIES clause requires ORDER BY');
  }
  return { limit, offset, ties };
}

/** ` LIMIT 10 OFFSET 5`, or nothing. */
export function limitSql({ limit, offset }: RowLimit): string {
  return `${limit === undefined ? '' : ` LIMIT ${limit}`}${offset === undefined ? '' : ` OFFSET ${offset}`}`;
}

/** `sql` selects columns c1 … and sort keys k1 …; DuckDB has no WITH TIES. */
export function withTies(sql: string, columns: number, keys: readonly SortKey[], { limit, offset }: RowLimit): string {
  const names = Array.from({ length: columns }, (_, i) => `c${i + 1}`).join(', ');
  const order = keys.map((key, i) => `k${i + 1}${key.direction}`).join(', ');
  const skipped =
    offset === undefined ? `(${sql}) z` : `(SELECT * FROM (${sql}) z ORDER BY ${order} OFFSET ${offset}) z`;
  const ranked = `SELECT *, rank() OVER (ORDER BY ${order}) AS place FROM ${skipped}`;
  return `SELECT ${names} FROM (${ranked}) z WHERE place <= ${limit} ORDER BY ${order}`;
}

function count(node: RowCountContext): bigint {
  const text = node.INTEGER_VALUE()?.getText();
  if (text === undefined) return refuseParameter(node);
  const value = BigInt(text.replaceAll('_', ''));
  if (value > MAX_BIGINT) throw sourceError(node, 'INVALID_LIMIT_CLAUSE', `Row count is out of range: ${text}`);
  return value;
}

function refuseParameter(node: ParserRuleContext): never {
  throw sourceError(node, 'INVALID_PARAMETER_USAGE', 'Parameters are not supported here');
}
