// Boards: what do we look at every day?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { rootRoute } from './root.tsx';

export const boardsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/boards/{-$id}',
  component: lazyRouteComponent(() => import('../boards/boards-page.tsx'), 'BoardsPage'),
});
