// A structured query as SQL text over `spans`, for the same gate, planner and engines as anyone's SQL: nothing here is trusted later.
import { quoteIdentifier } from '../types/quoting.ts';
import { type CalculationContext, calculationSql, textNotes, weighingNotes } from './calculation-expression.ts';
import { checkExpressions } from './expression-check.ts';
import { type FieldTypes, kindOfField, NO_FIELD_TYPES } from './field-types.ts';
import { numberLiteral } from './filter-condition.ts';
import { freeName } from './free-name.ts';
import { type HeatmapText, heatmapText } from './heatmap-sql.ts';
import { invalidField } from './request-field.ts';
import { type SelectedSpans, selectedSpans } from './selected-spans.ts';
import {
  type Calculation,
  calculationName,
  type Having,
  type Order,
  STRUCTURED_LIMITS,
  type StructuredQuery,
} from './structured-query.ts';
import { COLUMNS_BEFORE, type TableWithSeries, tableWithSeries } from './table-with-series.ts';
import { bucketSecondsSql, bucketSql, type NanoRange, type TimeBuckets, timeBuckets } from './time-buckets.ts';

export interface CompileOptions {
  /** Of the query's fields; those not in it are compared by casts. */
  readonly types?: FieldTypes;
  /** Whether some span carries a `sample_rate`. Default true: weighing is right for spans that carry none, too. */
  readonly sampled?: boolean;
}

export interface CompiledQuery {
  /** The table: a row a group, at most `limit`. Columns: breakdowns, then calculations (not HEATMAP). */
  readonly sql: string;
  readonly breakdowns: readonly string[];
  readonly calculations: readonly Calculation[];
  readonly limit: number;
  /** One row: the calculations over all spans in no group shown, and about how many groups these are. Only with breakdowns. */
  readonly otherSql: string | undefined;
  /** Rows: bucket, then, with breakdowns, `shown` (false: all other groups) and the group; then the calculations. Buckets without spans are left out. */
  readonly series: SeriesText | undefined;
  /** Both in one scan: only where there is a series that calculates as the table does. */
  readonly tableWithSeries: TableWithSeries | undefined;
  readonly heatmaps: readonly HeatmapText[];
  readonly notes: readonly string[];
}

export interface SeriesText {
  readonly sql: string;
  /** For a table that shows every group: the same rows without seeking the shown ones first, which is a second scan. */
  readonly ofAllSql: string;
  readonly buckets: TimeBuckets;
}

const DEFAULT_CALCULATIONS: readonly Calculation[] = [{ op: 'COUNT' }];
const NANOS_PER_SECOND = 1_000_000_000n;

/** Throws `invalid_request` for values that do not fit their fields, and for expressions that are none. */
export function compileStructuredQuery(
  query: StructuredQuery,
  range: NanoRange,
  { types = NO_FIELD_TYPES, sampled = true }: CompileOptions = {},
): CompiledQuery {
  checkExpressions(query.calculatedFields ?? []);
  checkHavings(query.havings ?? [], types);
  const wanted = query.calculations?.length ? query.calculations : DEFAULT_CALCULATIONS;
  const calculations = wanted.filter(({ op }) => op !== 'HEATMAP');
  const source = selectedSpans(query, types);
  const context: CalculationContext = {
    types,
    sampled,
    fieldSql: source.fieldSql,
    secondsSql: secondsText(range),
  };
  const parts = queryParts(query, calculations, source, context);
  const hasHeatmap = calculations.length < wanted.length;
  const buckets =
    query.granularity === undefined && !hasHeatmap ? undefined : timeBuckets(range, query.granularity ?? 'auto');
  const hasSeries = buckets !== undefined && query.granularity !== undefined && calculations.length > 0;
  return {
    sql: selectText(parts.elements, groupsSelect(parts)),
    breakdowns: parts.breakdowns,
    calculations,
    limit: parts.limit,
    otherSql: parts.breakdowns.length === 0 || calculations.length === 0 ? undefined : otherText(parts),
    series: hasSeries
      ? {
          sql: seriesText(parts, buckets, range, 'shown'),
          ofAllSql: seriesText(parts, buckets, range, 'all'),
          buckets,
        }
      : undefined,
    tableWithSeries: hasSeries
      ? tableWithSeries(
          { ...parts, buckets, seriesContext: seriesContext(context, buckets, range) },
          parts.breakdowns.length === 0 ? [] : orderItems(parts, COLUMNS_BEFORE),
        )
      : undefined,
    heatmaps: wanted
      .filter(({ op }) => op === 'HEATMAP')
      .map((calculation) => heatmapText(calculation, { ...parts, buckets: buckets! }, context)),
    notes: [...weighingNotes(wanted, sampled), ...textNotes(wanted, types), ...relationNotes(source)],
  };
}

interface QueryParts {
  readonly query: StructuredQuery;
  readonly elements: readonly string[];
  readonly from: string;
  readonly conditions: readonly string[];
  readonly breakdowns: readonly string[];
  readonly calculations: readonly Calculation[];
  readonly limit: number;
  readonly context: CalculationContext;
}

function queryParts(
  query: StructuredQuery,
  calculations: readonly Calculation[],
  source: SelectedSpans,
  context: CalculationContext,
): QueryParts {
  return {
    query,
    elements: source.elements,
    from: source.from,
    conditions: source.conditions,
    breakdowns: query.breakdowns ?? [],
    calculations,
    limit: query.limit ?? STRUCTURED_LIMITS.defaultGroups,
    context,
  };
}

function selectText(elements: readonly string[], select: string): string {
  return elements.length === 0 ? select : `WITH ${elements.join(',\n')}\n${select}`;
}

function groupsSelect(
  parts: QueryParts,
  names: (breakdown: string, index: number) => string = quoteIdentifier,
): string {
  const { breakdowns, calculations, context } = parts;
  const items = [
    ...breakdowns.map((name, index) => `${context.fieldSql(name)} AS ${names(name, index)}`),
    ...calculationItems(calculations, context),
  ];
  // A heatmap alone still has a table: its breakdowns, or nothing but the count.
  if (items.length === 0) items.push(`${calculationSql({ op: 'COUNT' }, context)} AS "COUNT"`);
  const lines = [`SELECT\n  ${items.join(',\n  ')}`, `FROM ${parts.from}`, ...whereLines(parts.conditions)];
  if (breakdowns.length === 0) return [...lines, ...havingLines(parts)].join('\n');
  return [
    ...lines,
    `GROUP BY ${breakdowns.map((_, index) => index + 1).join(', ')}`,
    ...havingLines(parts),
    `ORDER BY ${orderItems(parts).join(', ')}`,
    `LIMIT ${parts.limit}`,
  ].join('\n');
}

/** The least and greatest of a text is a text, which no number compares with. */
function checkHavings(havings: readonly Having[], types: FieldTypes): void {
  for (const [index, { calculateOp, column }] of havings.entries()) {
    if (calculateOp !== 'MIN' && calculateOp !== 'MAX') continue;
    if (kindOfField(types, column!) !== 'text') continue;
    const hint = 'Filter by the field instead, or order by it.';
    invalidField(`havings[${index}].column`, `is text; ${calculateOp} of it is no number`, column, { hint });
  }
}

function calculationItems(calculations: readonly Calculation[], context: CalculationContext): string[] {
  return calculations.map((calculation) => {
    return `${calculationSql(calculation, context)} AS ${quoteIdentifier(calculationName(calculation))}`;
  });
}

function whereLines(conditions: readonly string[]): string[] {
  return conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`];
}

function havingLines({ query, context }: QueryParts): string[] {
  const conditions = (query.havings ?? []).map(({ calculateOp, column, op, value }) => {
    return `${calculationSql({ op: calculateOp, column }, context)} ${op === '!=' ? '<>' : op} ${numberLiteral(value)}`;
  });
  return conditions.length === 0 ? [] : [`HAVING ${conditions.join(' AND ')}`];
}

/** By ordinals; groups that are equal so far come in the order of their names, so that the same rows are shown every time. */
function orderItems(parts: QueryParts, columnsBefore = 0): string[] {
  const { breakdowns, calculations, query } = parts;
  const names = calculations.map(calculationName);
  const byDefault: readonly Order[] = calculations.length === 0 ? [] : [{ ...calculations[0], order: 'descending' }];
  const given = (query.orders?.length ? query.orders : byDefault).map(({ op, column, order }) => {
    const place =
      op === undefined
        ? breakdowns.indexOf(column!)
        : breakdowns.length + names.indexOf(calculationName({ op, column }));
    const isDescending = (order ?? (op === undefined ? 'ascending' : 'descending')) === 'descending';
    return { ordinal: place + 1, text: `${columnsBefore + place + 1}${isDescending ? ' DESC' : ''}` };
  });
  const taken = new Set(given.map(({ ordinal }) => ordinal));
  const rest = breakdowns.map((_, index) => index + 1).filter((ordinal) => !taken.has(ordinal));
  return [...given.map(({ text }) => text), ...rest.map((ordinal) => String(columnsBefore + ordinal))];
}

function groupName({ query }: QueryParts, index: number): string {
  return freeName(`group ${index + 1}`, query);
}

function isShownName({ query }: QueryParts): string {
  return freeName('is shown', query);
}

/** The groups that are shown, and nothing of what is calculated of them: an attribute may be called `count`. */
function shownElement(parts: QueryParts): string {
  const names = parts.breakdowns.map((_, index) => groupName(parts, index));
  const groups = groupsSelect(parts, (_, index) => names[index]);
  // Not indented: a line end can be part of a name.
  return `shown AS (\nSELECT ${names.join(', ')}, true AS ${isShownName(parts)} FROM (\n${groups}\n)\n)`;
}

function shownJoin(parts: QueryParts): string {
  const equal = parts.breakdowns.map((name, index) => {
    return `shown.${groupName(parts, index)} IS NOT DISTINCT FROM ${parts.context.fieldSql(name)}`;
  });
  return `LEFT JOIN shown ON ${equal.join(' AND ')}`;
}

function otherText(parts: QueryParts): string {
  const items = [...calculationItems(parts.calculations, parts.context), groupCountItem(parts)].join(',\n  ');
  const where = whereLines([...parts.conditions, `shown.${isShownName(parts)} IS NULL`]);
  const select = [`SELECT\n  ${items}`, `FROM ${parts.from}`, shownJoin(parts), ...where].join('\n');
  return selectText([...parts.elements, shownElement(parts)], select);
}

/** About, in any memory: there may be millions. What a group has not tells it from others, too. */
function groupCountItem(parts: QueryParts): string {
  const names = parts.breakdowns.map((name) => {
    return `coalesce(concat('+', CAST(${parts.context.fieldSql(name)} AS varchar)), '-')`;
  });
  const name = names.length === 1 ? names[0] : `concat(${names.join(", ' ', ")})`;
  return `approx_distinct(${name}) AS ${freeName('groups', parts.query)}`;
}

function seriesContext(context: CalculationContext, buckets: TimeBuckets, range: NanoRange): CalculationContext {
  return { ...context, secondsSql: bucketSecondsSql(buckets, range), areParts: true };
}

function seriesText(parts: QueryParts, buckets: TimeBuckets, range: NanoRange, groups: 'shown' | 'all'): string {
  const context = seriesContext(parts.context, buckets, range);
  const isJoined = groups === 'shown' && parts.breakdowns.length > 0;
  const names = parts.breakdowns.map((_, index) => groupName(parts, index));
  const isShown = parts.breakdowns.length === 0 ? [] : [isShownName(parts)];
  const keys = [
    `${bucketSql(buckets)} AS bucket`,
    ...(isJoined
      ? [...isShown, ...names].map((name) => `shown.${name}`)
      : [
          ...isShown.map((name) => `true AS ${name}`),
          ...parts.breakdowns.map((breakdown, index) => `${parts.context.fieldSql(breakdown)} AS ${names[index]}`),
        ]),
  ];
  const items = [...keys, ...calculationItems(parts.calculations, context)];
  const ordinals = keys.flatMap((key, index) => (key.startsWith('true AS ') ? [] : [index + 1]));
  const select = [
    `SELECT\n  ${items.join(',\n  ')}`,
    `FROM ${parts.from}`,
    ...(isJoined ? [shownJoin(parts)] : []),
    ...whereLines(parts.conditions),
    `GROUP BY ${ordinals.join(', ')}`,
    'ORDER BY 1',
  ].join('\n');
  return selectText(isJoined ? [...parts.elements, shownElement(parts)] : parts.elements, select);
}

function secondsText({ startTimeUnixNano: start, endTimeUnixNano: end }: NanoRange): string {
  const nanos = end > start ? end - start : NANOS_PER_SECOND;
  return numberLiteral(Number(nanos) / 1e9);
}

function relationNotes({ isRelated }: SelectedSpans): string[] {
  return isRelated ? ['root. and parent. see spans inside the time range only.'] : [];
}
