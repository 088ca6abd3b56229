// The spans that a structured query is about, as the parts of a SELECT: for whatever is then made of them.
import { anySpanCondition, type EventsSource, eventsSource } from './events-source.ts';
import type { FieldTypes } from './field-types.ts';
import { checkFilters, filtersCondition } from './filter-condition.ts';
import type { StructuredQuery } from './structured-query.ts';

export interface SelectedSpans extends Pick<EventsSource, 'from' | 'fieldSql' | 'isRelated'> {
  /** Of WITH, in front of others. */
  readonly elements: readonly string[];
  /** Ready to be joined by AND. */
  readonly conditions: readonly string[];
}

/** `fieldSql` is right for the query's own fields. Throws `invalid_request` for values that do not fit their fields. */
export function selectedSpans(query: StructuredQuery, types: FieldTypes): SelectedSpans {
  const { element, from, fieldSql, isRelated } = eventsSource(query);
  const filters = query.filters ?? [];
  const context = { types, fieldSql, anySpan: anySpanCondition };
  checkFilters(filters, 'filters', context);
  const condition = filtersCondition(filters, query.filterCombination ?? 'AND', context);
  return {
    elements: element === undefined ? [] : [element],
    from,
    fieldSql,
    isRelated,
    conditions: condition === undefined ? [] : [conjunct(condition)],
  };
}

function conjunct(condition: string): string {
  return / OR /.test(condition) ? `(${condition})` : condition;
}
