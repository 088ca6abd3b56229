// SQL: anything else.
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const sqlRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sql',
  validateSearch: (search) => textMembers(search, ['sql', 'engine']),
  component: lazyRouteComponent(viewCode.sql, 'SqlPage'),
});
