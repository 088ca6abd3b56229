// A function: how is this one?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-search.ts';
import { rootRoute } from './root.tsx';

export const functionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/functions/$name',
  validateSearch: (search) => textMembers(search, ['tab', 'list', 'cols']),
  component: lazyRouteComponent(() => import('../function/function-page.tsx'), 'FunctionPage'),
});
