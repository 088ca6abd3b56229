// Every question that a view asks, as TanStack Query options: key, request, how long the answer holds. Views never fetch by themselves.

import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { type CompareQuery, encodeQuery, type FilterNode, type StructuredQuery } from '@tracelake/query/structured';
import { rangeText, type TimeRange } from '../time/time-range.ts';
import { callApi } from './api-client.ts';
import { ApiProblem } from './api-problem.ts';
import { errorGroupsQuery, queryBody } from './api-request.ts';
import type { Api, QueryResult, Saved, StructuredAnswer } from './api-types.ts';
import { keepOverRanges } from './keep-over-ranges.ts';

const SUGGESTIONS = 50;
const EVENT_PAGE = 200;
/** Names and values change slowly; a picker that opens again shows what it showed. */
const CATALOGUE_STALE_MS = 30_000;

/** An answer with its question: while the next is under way the answer before is drawn, under the heads of its own question. */
export type Asked<A, Q> = A & { readonly asked: Q & { readonly range: TimeRange } };
export type AskedAnswer = Asked<StructuredAnswer, { readonly query: StructuredQuery }>;

/** `isLater`: what the page shows first is asked before it. */
interface Turn {
  readonly isLater?: boolean;
}

export function structuredQuery(query: StructuredQuery, range: TimeRange, { isLater }: Turn = {}) {
  const body = queryBody(query, range);
  return queryOptions({
    queryKey: ['query', body],
    queryFn: async ({ signal }): Promise<AskedAnswer> => ({
      ...(await callApi('POST /api/v1/query', { body, signal, isLater })),
      asked: { query, range },
    }),
    placeholderData: keepPreviousData,
  });
}

/** What a question would read and cost, without asking it; while it is half written, what is wrong with it as an error. */
export function queryExplanation(query: StructuredQuery, range: TimeRange) {
  const body = { ...query, ...rangeText(range) } as Api['POST /api/v1/query/check']['body'];
  return queryOptions({
    queryKey: ['query-explain', body],
    queryFn: async ({ signal }) => {
      const { problem, explanation } = await callApi('POST /api/v1/query/check', { body, signal });
      if (explanation === null) throw new ApiProblem(problem!);
      return explanation;
    },
    retry: false,
  });
}

export function comparison(compare: CompareQuery, range: TimeRange) {
  const body = { ...compare, ...rangeText(range) } as Api['POST /api/v1/compare']['body'];
  const queryKey = ['compare', compare, range] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) => callApi('POST /api/v1/compare', { body, signal }),
    placeholderData: keepOverRanges(queryKey),
  });
}

export type EngineChoice = 'auto' | 'duckdb' | 'athena';

interface SqlRun extends Turn {
  readonly limit?: number;
  readonly engine?: EngineChoice;
}

export function sqlQuery(sql: string, range: TimeRange, { limit, engine, isLater }: SqlRun) {
  const body = {
    sql,
    ...rangeText(range),
    ...(limit === undefined ? {} : { limit }),
    ...(engine === undefined ? {} : { engine }),
  };
  return queryOptions({
    queryKey: ['sql', body],
    queryFn: async ({ signal }): Promise<Asked<QueryResult, { readonly sql: string }>> => ({
      ...(await callApi('POST /api/v1/sql', { body, signal, isLater })),
      asked: { sql, range },
    }),
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** What it would cost, and what is wrong with it, without running it. */
export function sqlExplanation(sql: string, range: TimeRange) {
  const body = { sql, ...rangeText(range) };
  return queryOptions({
    queryKey: ['sql-explain', body],
    queryFn: async ({ signal }) => {
      const { problem, explanation } = await callApi('POST /api/v1/sql/check', { body, signal });
      if (explanation === null) throw new ApiProblem(problem!);
      return explanation;
    },
    placeholderData: keepPreviousData,
    retry: false,
  });
}

/** Spans newest first, a page at a time. */
export function eventPages(query: StructuredQuery, columns: readonly string[], range: TimeRange) {
  const { filters, filterCombination, calculatedFields } = query;
  // By a body: of an address 16 KiB are read.
  const asked = {
    filters,
    filterCombination,
    calculatedFields,
    fields: [...columns],
    ...rangeText(range),
    limit: EVENT_PAGE,
  } as Api['POST /api/v1/events']['body'];
  return infiniteQueryOptions({
    queryKey: ['events', asked],
    queryFn: async ({ signal, pageParam }) => ({
      ...(await callApi('POST /api/v1/events', {
        body: { ...asked, ...(pageParam === null ? {} : { cursor: pageParam }) },
        signal,
      })),
      asked: columns,
    }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ cursor }) => cursor,
    placeholderData: keepPreviousData,
  });
}

/** The newest span that fits, with every attribute; null where none does. */
export function newestSpan(query: StructuredQuery, range: TimeRange) {
  const asked = { q: encodeQuery(query), ...rangeText(range), limit: 1 };
  return queryOptions({
    queryKey: ['newest-span', asked],
    queryFn: async ({ signal }) => {
      const { rows } = await callApi('GET /api/v1/events', { query: asked, signal });
      if (rows.length === 0) return null;
      const [start, traceId, spanId] = rows[0].map(String);
      const startMs = Number(BigInt(start) / 1_000_000n);
      const path = { traceId, spanId };
      const span = { path, query: rangeText({ startMs, endMs: startMs + 1 }), signal };
      return (await callApi('GET /api/v1/traces/{traceId}/spans/{spanId}', span)).spans[0];
    },
    placeholderData: keepPreviousData,
  });
}

/** @param filters of those spans alone. @param granularity seconds of a bar of their shapes */
export function errorGroups(range: TimeRange, filters: readonly FilterNode[] = [], granularity?: number) {
  const query = errorGroupsQuery(range, filters, granularity);
  return queryOptions({
    queryKey: ['errors', query],
    queryFn: ({ signal }) => callApi('GET /api/v1/errors', { query, signal }),
    placeholderData: keepPreviousData,
  });
}

/** Newest first. */
export function savedOf(kind: Saved['kind']) {
  return queryOptions({
    queryKey: ['saved', kind],
    queryFn: ({ signal }) => callApi('GET /api/v1/saved', { query: { kind }, signal }),
  });
}

/** They come with the server and change only with it. */
export function questions() {
  return queryOptions({
    queryKey: ['questions'],
    queryFn: ({ signal }) => callApi('GET /api/v1/questions', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function fields(search: string, limit = SUGGESTIONS, { isLater }: Turn = {}) {
  return queryOptions({
    queryKey: ['fields', search, limit],
    queryFn: ({ signal }) => callApi('GET /api/v1/fields', { query: { search, limit }, signal, isLater }),
    placeholderData: keepPreviousData,
    staleTime: CATALOGUE_STALE_MS,
  });
}

export function fieldValues(key: string, search: string, range: TimeRange, { isLater }: Turn = {}) {
  const queryKey = ['field-values', key, search, range] as const;
  return queryOptions({
    queryKey,
    queryFn: ({ signal }) =>
      callApi('GET /api/v1/fields/{key}/values', {
        path: { key },
        query: { search, limit: SUGGESTIONS, ...rangeText(range) },
        signal,
        isLater,
      }),
    placeholderData: keepOverRanges(queryKey),
    staleTime: CATALOGUE_STALE_MS,
  });
}

/** A trace does not change once it is whole; while it grows, whoever looks asks again. */
export function leanTrace(traceId: string) {
  return queryOptions({
    queryKey: ['lean-trace', traceId],
    queryFn: ({ signal }) => callApi('GET /api/v1/traces/{traceId}/spans', { path: { traceId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    // It may have failed before its view was there, which then need not ask again.
    retryOnMount: false,
  });
}

/** With every attribute: to search in them, and to keep as a file. */
export function wholeTrace(traceId: string) {
  return queryOptions({
    queryKey: ['whole-trace', traceId],
    queryFn: ({ signal }) => callApi('GET /api/v1/traces/{traceId}', { path: { traceId }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** One span with every attribute; two where a client and its server share an id. The range leaves files out. */
export function traceSpan(traceId: string, spanId: string, range: TimeRange) {
  return queryOptions({
    queryKey: ['trace-span', traceId, spanId],
    queryFn: ({ signal }) =>
      callApi('GET /api/v1/traces/{traceId}/spans/{spanId}', {
        path: { traceId, spanId },
        query: rangeText(range),
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** A server of this machine takes a millisecond for it; behind a function URL it is an invocation. A hidden page asks nothing. */
const HEALTH_EVERY_MS = 5000;
const HEALTH_IN_BUCKET_EVERY_MS = 30_000;
/** One that is stopped takes connections and answers none; a function may have to start. */
const HEALTH_TIMEOUT_MS = 10_000;
const AWAY_EVERY_MS = 2000;
const AWAY_IN_BUCKET_EVERY_MS = 10_000;

/** Which server this is, and whether it is there: nothing that is seen first waits for it. */
export function health() {
  return queryOptions({
    queryKey: ['health'],
    queryFn: ({ signal }) => callApi('GET /api/v1/health', { signal, isLater: true, timeoutMs: HEALTH_TIMEOUT_MS }),
    // The next step is the retry.
    retry: false,
    refetchInterval: ({ state: { data, error } }) => {
      const isBucket = data?.otlpUrl === null;
      // Of one that never answered nobody knows: a function is not asked every two seconds.
      if (error !== null) return typeof data?.otlpUrl === 'string' ? AWAY_EVERY_MS : AWAY_IN_BUCKET_EVERY_MS;
      return isBucket ? HEALTH_IN_BUCKET_EVERY_MS : HEALTH_EVERY_MS;
    },
  });
}

export function stats() {
  return queryOptions({
    queryKey: ['stats'],
    queryFn: ({ signal }) => callApi('GET /api/v1/stats', { signal }),
  });
}
