// GET /api/v1/openapi.json: the checked-in document, which a test keeps equal to the routes.
import type { ApiPlugin } from './api-plugin.ts';

export const openapiRoutes: ApiPlugin = async (app) => {
  app.get('/api/v1/openapi.json', { schema: { hide: true }, config: { public: true } }, async () => {
    // Loaded when asked for: 60 KB that no query needs.
    const { default: document } = await import('../../openapi.json', { with: { type: 'json' } });
    return document;
  });
};
