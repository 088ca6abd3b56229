// Which of several equal spans wins: one pure rule for every engine.
import { IDENTITY_COLUMNS, isScalarType, SPANS_TABLE } from '@tracelake/schema';
import { quoteIdentifier } from '../types/quoting.ts';
import type { SqlDialect } from './sql-dialect.ts';

const TIE_BREAKERS = SPANS_TABLE.columns.filter(
  (column) => column.name !== 'duration_nano' && !IDENTITY_COLUMNS.some((name) => name === column.name),
);

/** Columns that the order reads: all of them. */
export const ORDER_COLUMNS: readonly string[] = SPANS_TABLE.columns.map((column) => column.name);

/** ORDER BY list, winner first: ended over never ended (duration NULL), then longer, then the greater canonical row. */
export function winnerFirst(dialect: SqlDialect): string {
  const ties = TIE_BREAKERS.map((column) =>
    isScalarType(column.type) ? quoteIdentifier(column.name) : dialect.orderText(quoteIdentifier(column.name)),
  );
  return ['duration_nano', ...ties].map((expression) => `${expression} DESC NULLS LAST`).join(', ');
}
