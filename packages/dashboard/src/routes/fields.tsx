// Fields: what is in the data?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-search.ts';
import { rootRoute } from './root.tsx';

export const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/fields/{-$key}',
  validateSearch: (search) => textMembers(search, ['find', 'level']),
  component: lazyRouteComponent(() => import('../fields/fields-page.tsx'), 'FieldsPage'),
});
