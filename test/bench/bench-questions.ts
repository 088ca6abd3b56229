// Fifteen questions over bench spans, each said once for all engines: what differs between them is how an attribute is named.

export interface Dialect {
  readonly table: string;
  /** An attribute as text. */
  readonly text: (key: string) => string;
  /** An attribute as a double. */
  readonly number: (key: string) => string;
  /** Of the resource, as text. */
  readonly resource: (key: string) => string;
  readonly service: string;
  readonly status: string;
  readonly durationMs: string;
  readonly percentile: (value: string, share: number) => string;
  readonly countIf: (condition: string) => string;
  readonly minute: string;
}

export interface BenchQuestion {
  readonly name: string;
  readonly sql: (dialect: Dialect) => string;
}

/** A trace of `benchSpans`, for the question that looks one up. */
export function benchQuestions(traceId: string, hourOfDay: (dialect: Dialect) => string): readonly BenchQuestion[] {
  return [
    { name: 'count', sql: (d) => `SELECT count(*) FROM ${d.table}` },
    {
      name: 'errors by service',
      sql: (d) =>
        `SELECT ${d.service} AS s, count(*) AS n FROM ${d.table} WHERE ${d.status} = 'ERROR' GROUP BY 1 ORDER BY 1`,
    },
    {
      name: 'own column: p95 of POST by route',
      sql: (d) =>
        `SELECT ${d.text('http.route')} AS r, count(*) AS n, ${d.percentile(d.durationMs, 0.95)} AS p95 FROM ${d.table} WHERE ${d.text('http.request.method')} = 'POST' GROUP BY 1 ORDER BY 1`,
    },
    {
      name: 'the same within an hour',
      sql: (d) =>
        `SELECT ${d.text('http.route')} AS r, count(*) AS n, ${d.percentile(d.durationMs, 0.95)} AS p95 FROM ${d.table} WHERE ${d.text('http.request.method')} = 'POST' AND ${hourOfDay(d)} GROUP BY 1 ORDER BY 1`,
    },
    {
      name: 'map attribute: p95 by plan',
      sql: (d) =>
        `SELECT ${d.text('user.plan')} AS p, count(*) AS n, ${d.percentile(d.durationMs, 0.95)} AS p95 FROM ${d.table} WHERE ${d.text('user.plan')} <> 'free' GROUP BY 1 ORDER BY 1`,
    },
    {
      name: 'busiest tenants',
      sql: (d) =>
        `SELECT ${d.text('tenant.id')} AS t, count(*) AS n FROM ${d.table} WHERE ${d.text('tenant.id')} <> '' GROUP BY 1 ORDER BY n DESC, 1 LIMIT 10`,
    },
    {
      name: 'one user',
      sql: (d) => `SELECT count(*) AS n FROM ${d.table} WHERE ${d.text('user.id')} = 'u_17'`,
    },
    { name: 'distinct users', sql: (d) => `SELECT count(DISTINCT ${d.text('user.id')}) AS n FROM ${d.table}` },
    {
      name: 'carts lost by plan',
      sql: (d) =>
        `SELECT ${d.text('user.plan')} AS p, sum(${d.number('cart.total')}) AS lost FROM ${d.table} WHERE ${d.status} = 'ERROR' AND ${d.text('user.plan')} <> '' GROUP BY 1 ORDER BY 1`,
    },
    {
      name: 'status codes of routes',
      sql: (d) =>
        `SELECT ${d.text('http.route')} AS r, ${d.countIf(`${d.number('http.response.status_code')} >= 500`)} AS bad FROM ${d.table} WHERE ${d.text('http.route')} <> '' GROUP BY 1 ORDER BY bad DESC, 1 LIMIT 20`,
    },
    {
      name: 'errors by minute',
      sql: (d) =>
        `SELECT ${d.minute} AS m, count(*) AS n, ${d.countIf(`${d.status} = 'ERROR'`)} AS bad FROM ${d.table} GROUP BY 1 ORDER BY 1`,
    },
    {
      name: 'deploys with errors',
      sql: (d) =>
        `SELECT ${d.text('deploy.id')} AS x, ${d.countIf(`${d.status} = 'ERROR'`)} AS bad, count(*) AS n FROM ${d.table} WHERE ${d.text('deploy.id')} <> '' GROUP BY 1 ORDER BY bad DESC, 1 LIMIT 10`,
    },
    {
      name: 'paths that hold a text',
      sql: (d) => `SELECT count(*) AS n FROM ${d.table} WHERE ${d.text('url.path')} LIKE '%/4711%'`,
    },
    {
      name: 'regions of versions',
      sql: (d) =>
        `SELECT ${d.resource('cloud.region')} AS g, ${d.resource('service.version')} AS v, count(*) AS n FROM ${d.table} GROUP BY 1, 2 ORDER BY 1, 2`,
    },
    {
      name: 'a trace by its id',
      sql: (d) => `SELECT count(*) AS n, max(${d.durationMs}) AS longest FROM ${d.table} WHERE trace_id = '${traceId}'`,
    },
  ];
}
