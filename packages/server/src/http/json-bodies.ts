// What a body may be: JSON, not compressed. A request that takes none may still name its type, as wrappers of fetch always do.
import { TracelakeError } from '@tracelake/schema';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { limitPieces } from './piece-limit.ts';

const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);

export const jsonBodies = fastifyPlugin(async (app: FastifyInstance) => {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  // A form of another site could send plain text without asking.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' && !WITH_BODY.has(request.method)) done(null, undefined);
    else parseJson(request, body, done);
  });
  app.addHook('preParsing', async (request) => {
    limitPieces(request.raw);
    const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
    if (encoding === 'identity' || encoding === '') return;
    throw new TracelakeError(
      'unsupported_encoding',
      `The Content-Encoding ${JSON.stringify(encoding.slice(0, 100))} is not supported here.`,
      {
        details: { contentEncoding: encoding.slice(0, 100), supported: ['identity'] },
        hint: 'Send the body as it is; only the OTLP receiver takes gzip.',
      },
    );
  });
});
