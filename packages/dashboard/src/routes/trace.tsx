// A trace: where did the time go?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-search.ts';
import { rootRoute } from './root.tsx';

export const traceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/trace/$id',
  validateSearch: (search) => textMembers(search, ['span', 'view', 'find', 'path']),
  component: lazyRouteComponent(() => import('../trace/trace-page.tsx'), 'TracePage'),
});
