// Explore: what is different?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const exploreRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/explore',
  validateSearch: (search) => textMembers(search, ['q', 'tab', 'box', 'vs', 'sel', 'cols', 'off']),
  component: lazyRouteComponent(viewCode.explore, 'ExplorePage'),
});
