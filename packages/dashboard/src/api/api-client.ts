// One function for every route of the API: typed by the OpenAPI document, cancelled by a signal, failing as an ApiProblem.

import { problemOf, unreachable } from './api-problem.ts';
import type { Api } from './api-types.ts';

export type Route = keyof Api;
export type Answer<R extends Route> = Api[R]['answer'];

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
    /** A write happens only over this version. */
    readonly ifVersion?: number | undefined;
  };

/** Throws ApiProblem, or what the signal was aborted with. */
export async function callApi<R extends Route>(route: R, call: Call<R>): Promise<Answer<R>> {
  const { path, query, body, signal, ifVersion } = call as {
    path?: object;
    query?: object;
    body?: unknown;
    signal: AbortSignal;
    ifVersion?: number;
  };
  const [method, template] = route.split(' ') as [string, string];
  const response = await fetch(address(template, path ?? {}, query ?? {}), {
    method,
    signal,
    headers: {
      accept: 'application/json',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(ifVersion === undefined ? {} : { 'if-match': `"${ifVersion}"` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch((error: unknown) => {
    throw signal.aborted ? error : unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  return (response.status === 204 ? undefined : await response.json()) as Answer<R>;
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
