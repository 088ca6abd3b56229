// The answers that the page keeps, for all of its views.
import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, isPassing } from './api-problem.ts';

const RETRIES = 2;
/** Nobody waits longer before a page that says nothing. */
const LONGEST_DELAY_MS = 30_000;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A range's answer changes only when the range moves, which is another question.
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      // A server of this machine answers without any network: a browser that says it is offline does not know.
      networkMode: 'always',
      retryDelay: (failures, error) =>
        Math.min(LONGEST_DELAY_MS, (error instanceof ApiProblem ? error.retryAfterMs : null) ?? 1000 * 2 ** failures),
      retry: (failures, error) => error instanceof ApiProblem && isPassing(error) && failures < RETRIES,
    },
    mutations: { networkMode: 'always' },
  },
});
