// The built function behind an HTTP server, as its URL shows it: `node function-server.mjs HANDLER_FILE`. Prints its address; streams, and closes
// the function's stream when a caller leaves.
import { createServer } from 'node:http';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';

globalThis.awslambda = {
  streamifyResponse: (handler) => handler,
  HttpResponseStream: {
    // As AWS's does: the metadata go with the first write.
    from(stream, metadata) {
      const write = stream.write.bind(stream);
      stream.write = (...piece) => {
        stream.begin(metadata);
        return write(...piece);
      };
      return stream;
    },
  },
};
const { handler } = await import(pathToFileURL(process.argv[2]));

const server = createServer(async (request, response) => {
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const { pathname, search } = new URL(request.url, 'http://function');
  const event = {
    version: '2.0',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    headers: { ...request.headers, host: 'abc.lambda-url.us-east-1.on.aws' },
    requestContext: { requestId: 'r-1', http: { method: request.method, path: pathname, sourceIp: '203.0.113.7' } },
    ...(pieces.length === 0 ? {} : { body: Buffer.concat(pieces).toString('base64'), isBase64Encoded: true }),
  };
  const stream = new PassThrough();
  stream.begin = ({ statusCode, headers }) => {
    if (response.headersSent) return;
    response.writeHead(statusCode, headers);
    stream.pipe(response);
  };
  response.once('close', () => stream.destroy());
  await handler(event, stream).catch(() => response.destroy());
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
