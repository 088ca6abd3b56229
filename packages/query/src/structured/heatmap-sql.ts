// HEATMAP: spans by time bucket and by bucket of a field's value.
import { type CalculationContext, calculationSql, numberSql } from './calculation-expression.ts';
import type { Calculation } from './structured-query.ts';
import { bucketSql, type TimeBuckets } from './time-buckets.ts';

/** Logarithmic cells: this many for a doubling, each 19 % wide. */
const CELLS_PER_DOUBLING = 4;
const DEFAULT_LINEAR_CELLS = 40;

export interface HeatmapText {
  /** Rows: bucket, cell (NULL for values not above zero), count; for linear cells low and high, the same in every row. */
  readonly sql: string;
  readonly column: string;
  readonly scale: 'log' | 'linear';
  readonly cells: number;
  readonly buckets: TimeBuckets;
}

export interface HeatmapParts {
  /** Elements of WITH, without the keyword. */
  readonly elements: readonly string[];
  readonly from: string;
  readonly conditions: readonly string[];
  readonly buckets: TimeBuckets;
}

export function heatmapText(calculation: Calculation, parts: HeatmapParts, context: CalculationContext): HeatmapText {
  const { column = '', scale = 'log', buckets: cells = DEFAULT_LINEAR_CELLS } = calculation;
  const value = numberSql(column, context);
  const where = [...parts.conditions, `${value} IS NOT NULL`].join(' AND ');
  const base = { column, scale, buckets: parts.buckets };
  const bucket = bucketSql(parts.buckets);
  const count = calculationSql({ op: 'COUNT' }, context);
  if (scale === 'log') {
    const cell = `IF(${value} > 0, CAST(floor(log2(CAST(${value} AS double)) * ${CELLS_PER_DOUBLING}) AS bigint))`;
    const select = `SELECT ${bucket} AS bucket, ${cell} AS cell, ${count} AS spans`;
    const sql = `${withText(parts.elements)}${select}\nFROM ${parts.from}\nWHERE ${where}\nGROUP BY 1, 2\nORDER BY 1, 2`;
    return { ...base, sql, cells: CELLS_PER_DOUBLING };
  }
  const bounds = `bounds AS (\n  SELECT CAST(min(${value}) AS double) AS low, CAST(max(${value}) AS double) AS high\n  FROM ${parts.from}\n  WHERE ${where}\n)`;
  const place = `(${value} - bounds.low) / nullif(bounds.high - bounds.low, 0e0) * ${cells}`;
  const cell = `CAST(least(floor(coalesce(${place}, 0e0)), ${cells - 1}) AS bigint)`;
  const select = `SELECT ${bucket} AS bucket, ${cell} AS cell, ${count} AS spans, min(bounds.low) AS low, max(bounds.high) AS high`;
  const sql = `${withText([...parts.elements, bounds])}${select}\nFROM ${parts.from} CROSS JOIN bounds\nWHERE ${where}\nGROUP BY 1, 2\nORDER BY 1, 2`;
  return { ...base, sql, cells };
}

function withText(elements: readonly string[]): string {
  return elements.length === 0 ? '' : `WITH ${elements.join(',\n')}\n`;
}

/** Lower and upper edge of a cell's values. */
export function cellEdges(
  { scale, cells }: Pick<HeatmapText, 'scale' | 'cells'>,
  cell: number,
  bounds: { readonly low: number; readonly high: number },
): { readonly low: number; readonly high: number } {
  if (scale === 'log') return { low: 2 ** (cell / cells), high: 2 ** ((cell + 1) / cells) };
  const width = (bounds.high - bounds.low) / cells;
  return { low: bounds.low + cell * width, high: bounds.low + (cell + 1) * width };
}
