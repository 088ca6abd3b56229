// A question as plain data: what a page's builder, a URL and `tracelake query` say. It compiles to SQL that can be opened and edited.

export const PERCENTILE_OPS = [
  'P001',
  'P01',
  'P05',
  'P10',
  'P20',
  'P25',
  'P50',
  'P75',
  'P80',
  'P90',
  'P95',
  'P99',
  'P999',
] as const;
export type PercentileOp = (typeof PERCENTILE_OPS)[number];

/** Of spans, without a field. */
export const SPAN_OPS = ['COUNT', 'RATE', 'ERROR_RATE', 'CONCURRENCY'] as const;
/** Of a field's values. */
export const FIELD_OPS = ['SUM', 'AVG', 'MIN', 'MAX', 'COUNT_DISTINCT', ...PERCENTILE_OPS] as const;
export const CALCULATION_OPS = [...SPAN_OPS, ...FIELD_OPS, 'HEATMAP'] as const;
export type CalculationOp = (typeof CALCULATION_OPS)[number];

/**
 * COUNT: spans. RATE: spans a second. ERROR_RATE: the part of them, 0 to 1, whose status is ERROR. CONCURRENCY: how many are under way at once,
 * on average: their durations by the seconds of the range or bucket that they start in. HEATMAP: spans by time and by the
 * field's value, an answer of its own.
 */
export interface Calculation {
  readonly op: CalculationOp;
  /** A field; none for those of spans. */
  readonly column?: string;
  /** Of HEATMAP only. Logarithmic buckets (default): four a doubling; linear: `buckets` of equal width. */
  readonly scale?: 'log' | 'linear';
  readonly buckets?: number;
}

export const COMPARISON_OPS = ['=', '!=', '>', '>=', '<', '<='] as const;
export const TEXT_OPS = [
  'contains',
  'does-not-contain',
  'starts-with',
  'does-not-start-with',
  'ends-with',
  'does-not-end-with',
  'matches',
  'does-not-match',
] as const;
export const FILTER_OPS = [...COMPARISON_OPS, 'in', 'not-in', 'exists', 'does-not-exist', ...TEXT_OPS] as const;
export type FilterOp = (typeof FILTER_OPS)[number];

export type FilterValue = string | number | boolean;

/** `matches`: a regular expression finds something in the text. A negated form is true exactly where the plain one is not: spans without the field pass `!=`, `not-in`, `does-not-…`. */
export interface Filter {
  readonly column: string;
  readonly op: FilterOp;
  /** A list for `in` and `not-in`, nothing for `exists` and `does-not-exist`. */
  readonly value?: FilterValue | readonly FilterValue[];
}

/** Filters inside filters: `a AND (b OR c)`. */
export interface FilterGroup {
  readonly filters: readonly FilterNode[];
  readonly filterCombination: FilterCombination;
}

export type FilterCombination = 'AND' | 'OR';
export type FilterNode = Filter | FilterGroup;

/** By a calculation of the query (`op`, `column`) or by a breakdown (`column` alone). */
export interface Order {
  readonly op?: CalculationOp;
  readonly column?: string;
  readonly order?: 'ascending' | 'descending';
}

export interface Having {
  readonly calculateOp: CalculationOp;
  readonly column?: string;
  readonly op: (typeof COMPARISON_OPS)[number];
  readonly value: number;
}

export interface CalculatedField {
  readonly name: string;
  /** Trino SQL over a span's own fields. */
  readonly expression: string;
}

/**
 * A field is an attribute or a column by its name. `root.x`, `parent.x` and, in filters only, `any.x` and `none.x` are the field `x` of the trace's
 * first span, of the parent span, of some span of the trace, and of no span of it. `events.x` is the attribute `x` of the span's first event
 * that has it. (An attribute whose own name begins so is reached by a calculated field.)
 */
export interface StructuredQuery {
  /** Default: COUNT. */
  readonly calculations?: readonly Calculation[];
  readonly filters?: readonly FilterNode[];
  /** Default: AND. */
  readonly filterCombination?: FilterCombination;
  readonly breakdowns?: readonly string[];
  /** Default: by the first calculation, greatest first. */
  readonly orders?: readonly Order[];
  readonly havings?: readonly Having[];
  /** Groups shown; the others are one row together. Default 100. */
  readonly limit?: number;
  /** ISO 8601, decimal nanoseconds, or relative: what the API takes. Default: the last hour. */
  readonly start?: string;
  readonly end?: string;
  /** Seconds of a bucket, or `auto`; without it there is no time series. */
  readonly granularity?: 'auto' | number;
  readonly calculatedFields?: readonly CalculatedField[];
}

export const STRUCTURED_LIMITS = {
  calculations: 20,
  filters: 100,
  /** Brackets inside each other. */
  filterDepth: 100,
  breakdowns: 10,
  orders: 10,
  havings: 20,
  calculatedFields: 20,
  groups: 1000,
  defaultGroups: 100,
  /** Values of one `in`. */
  values: 1000,
  nameLength: 500,
  valueLength: 10_000,
  expressionLength: 10_000,
  seriesBuckets: 1000,
  heatmapBuckets: 200,
} as const;

export function isFilterGroup(node: FilterNode): node is FilterGroup {
  return 'filters' in node;
}

export function isPercentileOp(op: CalculationOp): op is PercentileOp {
  return (PERCENTILE_OPS as readonly string[]).includes(op);
}

/** `P95(duration_ms)`: the calculation's column in the answer. */
export function calculationName({ op, column }: Pick<Calculation, 'op' | 'column'>): string {
  return column === undefined ? op : `${op}(${column})`;
}

/** Every filter, groups taken apart. */
export function allFilters(nodes: readonly FilterNode[]): Filter[] {
  return nodes.flatMap((node) => (isFilterGroup(node) ? allFilters(node.filters) : [node]));
}
