// The page's environment as a condition of a question: Explore and boards ask within it, and the condition is seen like any other. Pure.
import { allFilters, type Filter, isFilterGroup, type StructuredQuery } from '@tracelake/query/structured';
import { ENVIRONMENT } from '../facets/facet.ts';
import { isAnyEnough, narrow } from './query-steps.ts';

/** A question that says something of environments itself is left as it is. */
export function inEnvironment(query: StructuredQuery, env: string | undefined): StructuredQuery {
  const { filters = [] } = query;
  if (env === undefined || allFilters(filters).some(({ column }) => column === ENVIRONMENT.field)) return query;
  const condition: Filter = { column: ENVIRONMENT.field, op: '=', value: env };
  return narrow(condition)(query);
}

/** The one that a question asks within; undefined for several, or all. */
export function environmentOf(query: StructuredQuery): string | undefined {
  const { filters = [] } = query;
  if (isAnyEnough(query)) return undefined;
  const values = filters.flatMap((node) =>
    !isFilterGroup(node) && node.column === ENVIRONMENT.field && node.op === '=' ? [node.value] : [],
  );
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : undefined;
}
