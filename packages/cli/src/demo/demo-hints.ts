// The first commands to try on the demo, ready to paste into a shell at the clone's root.

export interface DemoUrls {
  /** http://127.0.0.1:4320 */
  readonly apiUrl: string;
}

/** From the widest question to the one that finds the incident. */
export function demoHints({ apiUrl }: DemoUrls): string[] {
  return [
    `npx tracelake sql "SELECT service_name, count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95_ms FROM spans WHERE main GROUP BY 1 ORDER BY 3 DESC" --url ${apiUrl}`,
    `npx tracelake sql --file queries/slow-routes.sql --url ${apiUrl}`,
    `npx tracelake sql --file queries/errors-by-version-and-provider.sql --url ${apiUrl}`,
  ];
}
