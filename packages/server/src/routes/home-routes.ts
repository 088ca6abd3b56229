// GET /: says what this is and where to go, until the dashboard stands here.
import { VERSION } from '../version.ts';
import type { ApiPlugin } from './api-plugin.ts';

function page(otlpUrl: string | null): string {
  const send = otlpUrl === null ? '' : `<pre>OTEL_EXPORTER_OTLP_ENDPOINT=${otlpUrl} node your-app.js</pre>\n`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tracelake</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; padding: 0.75rem; border: 1px solid; border-radius: 6px; }
</style>
<h1>Tracelake ${VERSION}</h1>
<p>A lake of spans is running here. Send it yours and ask in SQL over any attribute.</p>
${send}<pre>tracelake sql "SELECT name, count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95
  FROM spans GROUP BY name ORDER BY n DESC LIMIT 10"</pre>
<ul>
  <li><a href="/api/v1/services">Services</a>, <a href="/api/v1/traces">latest traces</a>, <a href="/api/v1/fields">attributes</a>, <a href="/api/v1/stats">counters</a></li>
  <li><a href="/api/v1/openapi.json">The API as an OpenAPI document</a></li>
</ul>
</html>
`;
}

export const homeRoutes: ApiPlugin = async (app, { services }) => {
  app.get('/', { schema: { hide: true }, config: { public: true } }, async (_request, reply) =>
    reply
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .type('text/html; charset=utf-8')
      .send(page(services.otlpUrl())),
  );
};
