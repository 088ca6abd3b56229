// The code of each view, which comes when the view is first opened.
import type { ViewName } from './view-names.ts';

export const viewCode = {
  overview: () => import('../overview/overview-page.tsx'),
  function: () => import('../function/function-page.tsx'),
  explore: () => import('../explore/explore-page.tsx'),
  trace: () => import('../trace/trace-page.tsx'),
  errors: () => import('../errors/errors-page.tsx'),
  boards: () => import('../boards/boards-page.tsx'),
  sql: () => import('../sql/sql-page.tsx'),
  fields: () => import('../fields/fields-page.tsx'),
  health: () => import('../health/health-page.tsx'),
} as const satisfies Readonly<Record<ViewName, () => Promise<unknown>>>;
