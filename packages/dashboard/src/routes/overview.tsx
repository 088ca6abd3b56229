// Overview: what is wrong?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-search.ts';
import { rootRoute } from './root.tsx';

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search) => textMembers(search, ['sort', 'service', 'runtime', 'version', 'find']),
  component: lazyRouteComponent(() => import('../overview/overview-page.tsx'), 'OverviewPage'),
});
