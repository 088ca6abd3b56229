// Every plugin of routes, in the order of the OpenAPI document.

import type { ApiPlugin } from './api-plugin.ts';
import { errorRoutes } from './error-routes.ts';
import { eventRoutes } from './event-routes.ts';
import { fieldRoutes } from './field-routes.ts';
import { healthRoutes } from './health-routes.ts';
import { loginRoutes } from './login-routes.ts';
import { openapiRoutes } from './openapi-routes.ts';
import { pageRoutes } from './page-routes.ts';
import { queryRoutes } from './query-routes.ts';
import { questionRoutes } from './question-routes.ts';
import { savedRoutes } from './saved-routes.ts';
import { sqlRoutes } from './sql-routes.ts';
import { statsRoutes } from './stats-routes.ts';
import { structuredQueryRoutes } from './structured-query-routes.ts';
import { traceRoutes } from './trace-routes.ts';
import { workRoutes } from './work-routes.ts';

const PLUGINS: readonly ApiPlugin[] = [
  sqlRoutes,
  structuredQueryRoutes,
  queryRoutes,
  traceRoutes,
  workRoutes,
  errorRoutes,
  eventRoutes,
  fieldRoutes,
  questionRoutes,
  savedRoutes,
  statsRoutes,
  healthRoutes,
  loginRoutes,
  openapiRoutes,
  pageRoutes,
];

export const registerRoutes: ApiPlugin = async (app, options) => {
  for (const plugin of PLUGINS) await app.register(plugin, options);
};
