// Fields: what is in the data?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { textMembers } from '../page-address.ts';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const fieldsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/fields/{-$key}',
  validateSearch: (search) => textMembers(search, ['find', 'level', 'type', 'stored']),
  component: lazyRouteComponent(viewCode.fields, 'FieldsPage'),
});
