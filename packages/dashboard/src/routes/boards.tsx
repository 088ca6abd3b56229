// Boards: what do we look at every day?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const boardsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/boards/{-$id}',
  component: lazyRouteComponent(viewCode.boards, 'BoardsPage'),
});
