// HEATMAP: spans by time bucket and by bucket of a field's value.
import { type CalculationContext, calculationSql, isFiniteSql, numberSql } from './calculation-expression.ts';
import { freeName } from './free-name.ts';
import type { Calculation, StructuredQuery } from './structured-query.ts';
import { bucketSql, type TimeBuckets } from './time-buckets.ts';

/** Logarithmic cells: this many for a doubling, each 19 % wide. */
const CELLS_PER_DOUBLING = 4;
/** From 2^-40 (some 1e-12) to 2^64: what lies beyond is in the first and the last cell, or one odd value would make thousands. */
const LOG_CELLS = { first: -40 * CELLS_PER_DOUBLING, last: 64 * CELLS_PER_DOUBLING - 1 };
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
  readonly query: StructuredQuery;
  /** Elements of WITH, without the keyword. */
  readonly elements: readonly string[];
  readonly from: string;
  readonly conditions: readonly string[];
  readonly buckets: TimeBuckets;
}

export function heatmapText(calculation: Calculation, parts: HeatmapParts, context: CalculationContext): HeatmapText {
  const { column = '', scale = 'log', buckets: cells = DEFAULT_LINEAR_CELLS } = calculation;
  const value = numberSql(column, context);
  const where = [...parts.conditions, isFiniteSql(column, value, context)].join(' AND ');
  const base = { column, scale, buckets: parts.buckets };
  const bucket = bucketSql(parts.buckets);
  const count = calculationSql({ op: 'COUNT' }, context);
  if (scale === 'log') {
    // Cut to its range once a cell, not once a span: that takes a third of the time (2 million spans).
    const cell = `IF(${value} > 0, floor(log2(CAST(${value} AS double)) * ${CELLS_PER_DOUBLING}))`;
    const counted = `cells AS (\n  SELECT ${bucket} AS bucket, ${cell} AS cell, ${count} AS spans\n  FROM ${parts.from}\n  WHERE ${where}\n  GROUP BY 1, 2\n)`;
    const cut = `CAST(least(greatest(cell, ${LOG_CELLS.first}), ${LOG_CELLS.last}) AS bigint)`;
    const select = `SELECT bucket, ${cut} AS cell, sum(spans) AS spans\nFROM cells\nGROUP BY 1, 2\nORDER BY 1, 2`;
    const sql = `${withText([...parts.elements, counted])}${select}`;
    return { ...base, sql, cells: CELLS_PER_DOUBLING };
  }
  const [low, high] = ['low', 'high'].map((name) => freeName(name, parts.query));
  const bounds = `bounds AS (\n  SELECT CAST(min(${value}) AS double) AS ${low}, CAST(max(${value}) AS double) AS ${high}\n  FROM ${parts.from}\n  WHERE ${where}\n)`;
  // Multiplied first, as the edges are: whole numbers stay exact. Near the largest double it is infinite, or none.
  const place = `(${value} - bounds.${low}) * ${cells} / nullif(bounds.${high} - bounds.${low}, 0e0)`;
  const cell = `CAST(least(floor(IF(is_finite(${place}), ${place}, 0e0)), ${cells - 1}) AS bigint)`;
  const select = `SELECT ${bucket} AS bucket, ${cell} AS cell, ${count} AS spans, min(bounds.${low}) AS ${low}, max(bounds.${high}) AS ${high}`;
  const sql = `${withText([...parts.elements, bounds])}${select}\nFROM ${parts.from} CROSS JOIN bounds\nWHERE ${where}\nGROUP BY 1, 2\nORDER BY 1, 2`;
  return { ...base, sql, cells };
}

function withText(elements: readonly string[]): string {
  return elements.length === 0 ? '' : `WITH ${elements.join(',\n')}\n`;
}

/** Lower edge, which belongs to the cell, and upper edge, which does not: a box of them selects the cell's spans, the greatest value too. */
export function cellEdges(
  { scale, cells }: Pick<HeatmapText, 'scale' | 'cells'>,
  cell: number,
  bounds: { readonly low: number; readonly high: number },
): { readonly low: number; readonly high: number } {
  if (scale === 'log') {
    return {
      low: cell === LOG_CELLS.first ? Number.MIN_VALUE : 2 ** (cell / cells),
      high: cell === LOG_CELLS.last ? Number.MAX_VALUE : 2 ** ((cell + 1) / cells),
    };
  }
  const edge = (place: number): number => bounds.low + (place * (bounds.high - bounds.low)) / cells;
  const isLast = cell === cells - 1 || bounds.low === bounds.high;
  return { low: edge(cell), high: isLast ? nextAbove(bounds.high) : edge(cell + 1) };
}

/** The least double above. */
function nextAbove(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? 1n : -1n));
  return view.getFloat64(0);
}
