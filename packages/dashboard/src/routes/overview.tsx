// Overview: what is wrong?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  validateSearch: (search) => textMembers(search, ['sort', 'service', 'runtime', 'version', 'find']),
  component: lazyRouteComponent(viewCode.overview, 'OverviewPage'),
});
