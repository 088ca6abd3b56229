// A request as it is sent: who asks the same says it in the same words. Pure.

import { encodeQuery, type FilterNode, type StructuredQuery } from '@tracelake/query/structured';
import { rangeText, type TimeRange } from '../time/time-range.ts';
import type { Api } from './api-types.ts';

export interface ApiRequest {
  readonly method: string;
  /** With its search. */
  readonly address: string;
  /** JSON; undefined without one. */
  readonly body: string | undefined;
}

export interface RequestParts {
  readonly path?: object | undefined;
  readonly query?: object | undefined;
  readonly body?: unknown;
}

const MOST_ERROR_GROUPS = 500;

export function apiRequest(route: keyof Api, { path = {}, query = {}, body }: RequestParts): ApiRequest {
  const [method, template] = route.split(' ') as [string, string];
  return { method, address: address(template, path, query), body: body === undefined ? body : JSON.stringify(body) };
}

export function queryBody(query: StructuredQuery, range: TimeRange): Api['POST /api/v1/query']['body'] {
  return { ...query, ...rangeText(range) } as Api['POST /api/v1/query']['body'];
}

/** @param filters of those spans alone. @param granularity seconds of a bar of their shapes */
export function errorGroupsQuery(
  range: TimeRange,
  filters: readonly FilterNode[],
  granularity: number | undefined,
): Api['GET /api/v1/errors']['query'] {
  return {
    ...rangeText(range),
    ...(filters.length === 0 ? {} : { q: encodeQuery({ filters }) }),
    ...(granularity === undefined ? {} : { granularity }),
    limit: MOST_ERROR_GROUPS,
  };
}

function address(template: string, path: object, query: object): string {
  const filled = Object.entries(path).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))),
    template,
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) if (one !== undefined) search.append(name, String(one));
  }
  return search.size === 0 ? filled : `${filled}?${search}`;
}
