// SQL: anything else.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-search.ts';
import { rootRoute } from './root.tsx';

export const sqlRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sql',
  validateSearch: (search) => textMembers(search, ['sql', 'engine']),
  component: lazyRouteComponent(() => import('../sql/sql-page.tsx'), 'SqlPage'),
});
