// What a structured query selects from: `spans` itself, or `events`, spans with calculated fields and fields of related spans beside them.
import { quoteIdentifier } from '../types/quoting.ts';
import { fieldReference, fieldSql } from './field-reference.ts';
import { expressionSql, queryFields } from './field-types.ts';
import { bracketed, type ConditionContext, filterCondition } from './filter-condition.ts';
import type { Filter, StructuredQuery } from './structured-query.ts';

export interface EventsSource {
  /** The element of WITH that must come first, where there is one. */
  readonly element: string | undefined;
  /** Stands in FROM. */
  readonly from: string;
  /** Whether fields of other spans of the trace stand beside the span's own. */
  readonly isRelated: boolean;
  readonly fieldSql: (field: string) => string;
}

/** Columns of `spans` that the aggregates, the buckets and the relations themselves need. */
export const OWN_COLUMNS: readonly string[] = [
  'trace_id',
  'parent_span_id',
  'start_time_unix_nano',
  'duration_ms',
  'status_code',
  'sample_rate',
];

export function eventsSource(query: StructuredQuery): EventsSource {
  const fields = queryFields(query);
  const related = fields.filter((field) => ['root', 'parent'].includes(fieldReference(field).relation));
  const calculated = query.calculatedFields ?? [];
  if (related.length === 0 && calculated.length === 0) {
    return { element: undefined, from: 'spans', isRelated: false, fieldSql };
  }
  const own = fields.filter((field) => fieldReference(field).relation === 'span');
  const columns = [...new Set([...OWN_COLUMNS, ...own].map((name) => `${fieldSql(name)} AS ${quoteIdentifier(name)}`))];
  const spans = [...columns, ...calculated.map((field) => `${expressionSql(field)} AS ${quoteIdentifier(field.name)}`)];
  const joins = (['root', 'parent'] as const).flatMap((relation) => relatedSpans(relation, related) ?? []);
  const from = `(SELECT ${spans.join(', ')} FROM spans) AS span`;
  const selected = ['span.*', ...joins.flatMap(({ selected }) => selected)].join(', ');
  return {
    element: `events AS (\n  SELECT ${selected}\n  FROM ${[from, ...joins.map(({ sql }) => sql)].join('\n  ')}\n)`,
    from: 'events',
    isRelated: related.length > 0,
    fieldSql: quoteIdentifier,
  };
}

interface RelatedSpans {
  readonly sql: string;
  readonly selected: readonly string[];
}

/** One row a trace (its earliest span without a parent) or a span (the earliest of its id: a shared id can stand for two). */
function relatedSpans(relation: 'root' | 'parent', fields: readonly string[]): RelatedSpans | undefined {
  const own = fields.filter((field) => fieldReference(field).relation === relation);
  if (own.length === 0) return undefined;
  const columns = own.map((field, index) => {
    const value = fieldSql(fieldReference(field).name);
    return `min_by(${value}, start_time_unix_nano) AS f${index + 1}`;
  });
  const key = relation === 'root' ? ['trace_id'] : ['trace_id', 'span_id'];
  const where = relation === 'root' ? ' WHERE parent_span_id IS NULL' : '';
  const spans = `(SELECT ${[...key, ...columns].join(', ')} FROM spans${where} GROUP BY ${key.join(', ')})`;
  const onParent = relation === 'root' ? '' : ' AND parent.span_id = span.parent_span_id';
  return {
    sql: `LEFT JOIN ${spans} AS ${relation} ON ${relation}.trace_id = span.trace_id${onParent}`,
    selected: own.map((field, index) => `${relation}.f${index + 1} AS ${quoteIdentifier(field)}`),
  };
}

/** Traces with one span for which all of these hold. */
export function anySpanCondition(filters: readonly Filter[], { types }: ConditionContext): string {
  const conditions = filters.map((filter) => {
    const own = { ...filter, column: fieldReference(filter.column).name };
    return filterCondition(own, { types, fieldSql, anySpan: anySpanCondition });
  });
  const where = conditions.length === 1 ? conditions[0] : conditions.map(bracketed).join(' AND ');
  return `trace_id IN (SELECT trace_id FROM spans WHERE ${where})`;
}
