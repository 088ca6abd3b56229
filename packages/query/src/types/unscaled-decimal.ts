// The digits of a decimal without the point.
import { duckdbType } from './duckdb-type.ts';
import type { TrinoType } from './trino-type.ts';

type Decimal = Extract<TrinoType, { readonly kind: 'decimal' }>;

const MAX_PRECISION = 38;

/** As HUGEINT. */
export function unscaledDecimal(sql: string, { precision, scale }: Decimal): string {
  if (scale === 0) return `CAST(${sql} AS HUGEINT)`;
  if (precision + scale > MAX_PRECISION) return `CAST(replace(CAST(${sql} AS VARCHAR), '.', '') AS HUGEINT)`;
  const wide = duckdbType({ kind: 'decimal', precision: MAX_PRECISION, scale });
  return `CAST(CAST(${sql} AS ${wide}) * 1${'0'.repeat(scale)} AS HUGEINT)`;
}
