// Health: can I trust it?
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { viewCode } from '../start/view-code.ts';
import { rootRoute } from './root.tsx';

export const healthRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/health',
  component: lazyRouteComponent(viewCode.health, 'HealthPage'),
});
