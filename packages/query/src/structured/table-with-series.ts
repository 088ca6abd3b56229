// Table and series of a question as one text, which scans once where both calculate the same of a span: the table's rows come first, in its
// order, then those of the series. It holds for a table that shows every group: of what is left out no series of the others can be made.
import { quoteIdentifier } from '../types/quoting.ts';
import { type CalculationContext, calculationSql } from './calculation-expression.ts';
import { freeName } from './free-name.ts';
import type { HeatmapParts } from './heatmap-sql.ts';
import { type Calculation, calculationName } from './structured-query.ts';
import { bucketSql } from './time-buckets.ts';

export interface TableWithSeries {
  /** Columns: 1 in rows of the table and 0 in those of the series, bucket, breakdowns, calculations. */
  readonly sql: string;
  /** Where the table shows every group. */
  readonly mostRows: number;
}

export interface TableWithSeriesParts extends HeatmapParts {
  readonly breakdowns: readonly string[];
  readonly calculations: readonly Calculation[];
  readonly limit: number;
  /** Of the table. */
  readonly context: CalculationContext;
  readonly seriesContext: CalculationContext;
}

/** Two columns stand before those of the table. */
export const COLUMNS_BEFORE = 2;

/** @param order of the table, by ordinals of this text. @returns undefined where table and series calculate differently, as a RATE does */
export function tableWithSeries(parts: TableWithSeriesParts, order: readonly string[]): TableWithSeries | undefined {
  const { query, elements, breakdowns, calculations, limit, buckets, context, seriesContext } = parts;
  const isSame = calculations.every((each) => calculationSql(each, context) === calculationSql(each, seriesContext));
  if (!isSame || (query.havings ?? []).length > 0) return undefined;
  const bucket = freeName('bucket', query);
  const groups = breakdowns.map((_, index) => freeName(`group ${index + 1}`, query));
  const fields = [...new Set(calculations.flatMap(({ column }) => column ?? []))];
  const values = new Map(fields.map((field, index) => [field, freeName(`value ${index + 1}`, query)]));
  const own = { ...context, fieldSql: (field: string) => values.get(field)! };
  const items = [
    `grouping(${bucket}) AS ${freeName('is table', query)}`,
    bucket,
    ...breakdowns.map((name, index) => `${groups[index]} AS ${quoteIdentifier(name)}`),
    ...calculations.map((each) => `${calculationSql(each, own)} AS ${quoteIdentifier(calculationName(each))}`),
  ];
  const mostRows = (breakdowns.length === 0 ? 1 : limit) * (1 + buckets.count);
  const select = [
    `SELECT\n  ${items.join(',\n  ')}`,
    // Sets are of columns: expressions are named first.
    `FROM (\n${spansText(parts, { bucket, groups, values })}\n)`,
    `GROUP BY GROUPING SETS ((${groups.join(', ')}), (${[bucket, ...groups].join(', ')}))`,
    `ORDER BY ${['1 DESC', ...order].join(', ')}`,
    `LIMIT ${mostRows}`,
  ].join('\n');
  return { sql: elements.length === 0 ? select : `WITH ${elements.join(',\n')}\n${select}`, mostRows };
}

interface ColumnNames {
  readonly bucket: string;
  readonly groups: readonly string[];
  readonly values: ReadonlyMap<string, string>;
}

function spansText(
  { from, conditions, breakdowns, calculations, buckets, context }: TableWithSeriesParts,
  { bucket, groups, values }: ColumnNames,
): string {
  const items = [
    `${bucketSql(buckets)} AS ${bucket}`,
    ...breakdowns.map((name, index) => `${context.fieldSql(name)} AS ${groups[index]}`),
    ...[...values].map(([field, name]) => `${context.fieldSql(field)} AS ${name}`),
    // Calculations name these themselves.
    ...(calculations.some(({ op }) => op === 'ERROR_RATE') ? ['status_code'] : []),
    ...(context.sampled ? ['sample_rate'] : []),
  ];
  const where = conditions.length === 0 ? '' : `\nWHERE ${conditions.join(' AND ')}`;
  return `SELECT ${items.join(', ')}\nFROM ${from}${where}`;
}
