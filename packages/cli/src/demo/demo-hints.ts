// The first commands to try on the demo, ready to paste into a shell at the clone's root.

export interface DemoUrls {
  /** http://127.0.0.1:4320 */
  readonly apiUrl: string;
}

const DEFAULT_API_URL = 'http://127.0.0.1:4320';

/** The last one finds the incident. `--url` is left out where the CLI finds the server by itself. */
export function demoHints({ apiUrl }: DemoUrls): string[] {
  const url = apiUrl === DEFAULT_API_URL ? '' : ` --url ${apiUrl}`;
  return [
    `npm run tracelake -- sql "SELECT service_name, count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95_ms FROM spans WHERE main GROUP BY 1 ORDER BY 3 DESC"${url}`,
    `npm run tracelake -- sql - --last 1h${url} < queries/slowest-routes.sql`,
    `npm run tracelake -- sql - --last 1h${url} < queries/errors-by-version-and-provider.sql`,
  ];
}
