// One function for every route of the API: typed by the OpenAPI document, cancelled by a signal, failing as an ApiProblem.

import { ANSWER_MEMBERS } from './answer-members.ts';
import { foreign, problemOf, unreachable, unreadable } from './api-problem.ts';
import { type ApiRequest, apiRequest, type RequestParts } from './api-request.ts';
import type { Api } from './api-types.ts';
import { askedQueries } from './asked-queries.ts';
import { takeBegun, takenOver } from './begun-request.ts';

export type Route = keyof Api;
export type Answer<R extends Route> = Api[R]['answer'];

/** What runs on the server until it is answered, or ended. */
const QUERIES: ReadonlySet<Route> = new Set<Route>([
  'POST /api/v1/sql',
  'POST /api/v1/query',
  'GET /api/v1/query',
  'POST /api/v1/compare',
  'GET /api/v1/traces',
  'GET /api/v1/traces/{traceId}',
  'GET /api/v1/traces/{traceId}/spans',
  'GET /api/v1/traces/{traceId}/spans/{spanId}',
  'GET /api/v1/services',
  'GET /api/v1/functions',
  'GET /api/v1/errors',
  'GET /api/v1/events',
  'POST /api/v1/events',
  'GET /api/v1/fields/{key}/values',
]);

type Empty = Record<never, never>;
type Part<Name extends string, T> = T extends undefined
  ? { [K in Name]?: undefined }
  : Empty extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

export type Call<R extends Route> = Part<'path', Api[R]['path']> &
  Part<'query', Api[R]['query']> &
  Part<'body', Api[R]['body']> & {
    readonly signal: AbortSignal;
    /** Not seen first: what is under way has the server's cores to itself until it is on screen. */
    readonly isLater?: boolean | undefined;
    /** An answer that has not begun by then counts as none. */
    readonly timeoutMs?: number | undefined;
    /** A write happens only over this version. */
    readonly ifVersion?: number | undefined;
  };

/** Throws ApiProblem, or what the signal was aborted with. */
export async function callApi<R extends Route>(route: R, call: Call<R>): Promise<Answer<R>> {
  if (call.isLater === true) await askedQueries.quiet(call.signal);
  const request = apiRequest(route, call as RequestParts);
  if (!QUERIES.has(route)) return answerOf(route, call.signal, sent(request, call, {}));
  const begun = takeBegun(request);
  return askedQueries.follow({ ...call, id: begun?.queryId }, (headers) =>
    answerOf(route, call.signal, begun === null ? sent(request, call, headers) : takenOver(begun, call.signal)),
  );
}

type Sending = Pick<Call<Route>, 'signal' | 'ifVersion' | 'timeoutMs'>;

function sent(
  { method, address, body }: ApiRequest,
  { signal, ifVersion, timeoutMs }: Sending,
  headers: Readonly<Record<string, string>>,
): Promise<Response> {
  return fetch(address, {
    method,
    signal: timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    headers: {
      accept: 'application/json',
      ...headers,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }),
    },
    ...(body === undefined ? {} : { body }),
  });
}

async function answerOf<R extends Route>(
  route: R,
  signal: AbortSignal,
  answering: Promise<Response>,
): Promise<Answer<R>> {
  const response = await answering.catch((error: unknown) => {
    throw signal.aborted ? error : unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as Answer<R>;
  const answer: unknown = await response.json().catch((error: unknown) => {
    throw signal.aborted ? error : unreadable(response);
  });
  if (!isAnswer(route, answer)) throw foreign(response);
  return answer as Answer<R>;
}

/** JSON comes from other things as well, which no view could draw. */
function isAnswer(route: Route, answer: unknown): boolean {
  const members = ANSWER_MEMBERS[route]?.split(' ') ?? [];
  return typeof answer === 'object' && answer !== null && members.every((name) => name in answer);
}
