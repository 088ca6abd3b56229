// What a function's page asks first: its figures with their shapes.
import type { Filter, StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { overviewQuery } from '../overview/overview-request.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import type { TimeRange } from '../time/time-range.ts';

const BUCKETS = 60;

/** Of its spans, whatever they are. */
export function functionFilters(name: string, environment: string | undefined): Filter[] {
  return [
    { column: 'faas.name', op: '=', value: name },
    ...(environment === undefined
      ? []
      : [{ column: 'deployment.environment.name', op: '=', value: environment } as const]),
  ];
}

export function functionQuery(filters: readonly Filter[], range: TimeRange): StructuredQuery {
  return overviewQuery(filters, bucketSeconds(range, BUCKETS), false);
}

export function functionQuestion(filters: readonly Filter[], range: TimeRange) {
  return structuredQuery(functionQuery(filters, range), range);
}
