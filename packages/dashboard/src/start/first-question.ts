// What the view of an address asks first, by the very options that the view takes: the answer is under way before the view is there.
import type { QueryClient } from '@tanstack/react-query';
import { leanTrace, stats } from '../api/api-queries.ts';
import { groupsQuestion } from '../errors/error-request.ts';
import { askedQuery, exploreQuestion } from '../explore/asked-query.ts';
import { functionFilters, functionQuestion } from '../function/function-request.ts';
import { functionsQuestion } from '../overview/overview-request.ts';
import { rangeTextOf } from '../page-address.ts';
import { resolveRange } from '../time/time-range.ts';
import type { OpenedView } from './opened-view.ts';
import type { ViewName } from './view-names.ts';

type Ask = (client: QueryClient, opened: Omit<OpenedView, 'view'>, nowMs: number) => Promise<void>;

const rangeOf = ({ search }: Pick<OpenedView, 'search'>, nowMs: number) => resolveRange(rangeTextOf(search), nowMs);

/** The others ask nothing that takes time. */
const FIRST_QUESTIONS: Readonly<Partial<Record<ViewName, Ask>>> = {
  overview: (client, opened, nowMs) => client.prefetchQuery(functionsQuestion(opened.search, rangeOf(opened, nowMs))),
  function: (client, opened, nowMs) => {
    const filters = functionFilters(opened.name, opened.search['env']);
    return client.prefetchQuery(functionQuestion(filters, rangeOf(opened, nowMs)));
  },
  explore: (client, opened, nowMs) =>
    client.prefetchQuery(
      exploreQuestion(askedQuery(opened.search['q'], opened.search['env']).query, rangeOf(opened, nowMs)),
    ),
  trace: (client, { name }) => client.prefetchQuery(leanTrace(name)),
  errors: (client, opened, nowMs) => client.prefetchQuery(groupsQuestion(opened.search, rangeOf(opened, nowMs))),
  health: (client) => client.prefetchQuery(stats()),
};

export async function askFirst(client: QueryClient, { view, ...opened }: OpenedView, nowMs: number): Promise<void> {
  await FIRST_QUESTIONS[view]?.(client, opened, nowMs);
}
