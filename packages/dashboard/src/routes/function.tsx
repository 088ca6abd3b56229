// A function: how is this one?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const functionRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/functions/$name',
  validateSearch: (search) => textMembers(search, ['tab', 'list', 'cols']),
  // Of another function nothing stays: columns, facts and counts were the last one's.
  remountDeps: ({ params }) => params,
  component: lazyRouteComponent(viewCode.function, 'FunctionPage'),
});
