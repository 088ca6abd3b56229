// The request of what a view asks first, where the address alone says it: a question that has to be read first is asked by its view's options. Pure.
import { type ApiRequest, apiRequest, queryBody } from '../api/api-request.ts';
import { groupsQuery } from '../errors/error-request.ts';
import { exploreQuery } from '../explore/asked-query.ts';
import { STARTING_QUERY } from '../explore/starting-query.ts';
import { functionFilters, functionQuery } from '../function/function-request.ts';
import { functionsQuery } from '../overview/overview-request.ts';
import { rangeTextOf } from '../page-address.ts';
import { resolveRange, type TimeRange } from '../time/time-range.ts';
import type { OpenedView } from './opened-view.ts';

export function firstRequest(opened: OpenedView, nowMs: number): ApiRequest | null {
  const { view, name, search } = opened;
  const range = resolveRange(rangeTextOf(search), nowMs);
  switch (view) {
    case 'overview':
      return structured(functionsQuery(search, range), range);
    case 'function':
      return structured(functionQuery(functionFilters(name, search['env']), range), range);
    case 'explore':
      // The codec of questions is longer than all of this, and so is their environment.
      return search['q'] === undefined && search['env'] === undefined
        ? structured(exploreQuery(STARTING_QUERY, range), range)
        : null;
    case 'trace':
      return apiRequest('GET /api/v1/traces/{traceId}/spans', { path: { traceId: name } });
    case 'errors':
      return apiRequest('GET /api/v1/errors', { query: groupsQuery(search, range) });
    default:
      return null;
  }
}

function structured(query: Parameters<typeof queryBody>[0], range: TimeRange): ApiRequest {
  return apiRequest('POST /api/v1/query', { body: queryBody(query, range) });
}
