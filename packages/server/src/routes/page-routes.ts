// GET everything but the API: the page's files, and for every address of one of its views the page itself.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageFile } from '../page/page-files.ts';
import type { ApiPlugin } from './api-plugin.ts';

/** No inline code or style, nothing from elsewhere, in no frame. The page is one file's script and one file's style. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const INDEX = '/index.html';

export const pageRoutes: ApiPlugin = async (app, { services }) => {
  const answer = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const path = new URL(request.url, 'http://page').pathname;
    const accepted = request.headers['accept-encoding'] ?? '';
    const file =
      services.page.find(path, accepted) ?? (isView(request, path) ? services.page.find(INDEX, accepted) : null);
    if (file === null) return reply.callNotFound();
    return send(reply, file);
  };
  // Says nothing about the data, so no token: the page asks for it.
  const options = { schema: { hide: true }, config: { public: true } };
  app.get('/', options, answer);
  app.get('/*', options, answer);
};

/** A person's browser at an address that is none of the API's. */
function isView({ headers }: FastifyRequest, path: string): boolean {
  return !path.startsWith('/api/') && !path.startsWith('/assets/') && (headers.accept ?? '').includes('text/html');
}

async function send(reply: FastifyReply, file: PageFile): Promise<FastifyReply> {
  const { mediaType, cacheControl, encoding, read } = file;
  reply.headers({
    'cache-control': cacheControl,
    'content-security-policy': PAGE_POLICY,
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    vary: 'Accept-Encoding',
    ...(encoding === null ? {} : { 'content-encoding': encoding }),
  });
  return reply.type(mediaType).send(await read());
}
