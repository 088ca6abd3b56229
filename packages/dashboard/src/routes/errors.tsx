// Errors: what breaks, since when?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const errorsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/errors/{-$group}',
  validateSearch: (search) => textMembers(search, ['state', 'find', 'function', 'version']),
  component: lazyRouteComponent(viewCode.errors, 'ErrorsPage'),
});
