// A trace: where did the time go?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { leanTrace } from '../api/api-queries.ts';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace/$id',
  validateSearch: (search) => textMembers(search, ['span', 'view', 'find', 'path', 'only', 'clocks']),
  // Asked while the view's own code is under way; the view takes the same answer.
  loader: ({ context: { queryClient }, params: { id } }) => void queryClient.prefetchQuery(leanTrace(id)),
  // Of another trace nothing stays: what is closed, and the window that is looked at, are of this one's spans.
  remountDeps: ({ params }) => params,
  component: lazyRouteComponent(viewCode.trace, 'TracePage'),
});
