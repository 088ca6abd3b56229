// The views of the page, one route file each, and how the address is written.
import { createRouter } from '@tanstack/react-router';
import { queryClient } from './api/query-client.ts';
import { parseSearch, searchText } from './page-address.ts';
import { boardsRoute } from './routes/boards.tsx';
import { errorsRoute } from './routes/errors.tsx';
import { exploreRoute } from './routes/explore.tsx';
import { fieldsRoute } from './routes/fields.tsx';
import { functionRoute } from './routes/function.tsx';
import { healthRoute } from './routes/health.tsx';
import { overviewRoute } from './routes/overview.tsx';
import { rootRoute } from './routes/root.tsx';
import { sqlRoute } from './routes/sql.tsx';
import { traceRoute } from './routes/trace.tsx';
import { ViewFailed } from './shell/view-failed.tsx';

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    overviewRoute,
    functionRoute,
    exploreRoute,
    traceRoute,
    errorsRoute,
    boardsRoute,
    sqlRoute,
    fieldsRoute,
    healthRoute,
  ]),
  context: { queryClient },
  parseSearch,
  stringifySearch: searchText,
  defaultErrorComponent: ViewFailed,
  defaultPreload: false,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
