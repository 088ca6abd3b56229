// A stand-in for Lambda's Node runtime, as a process of its own: `node function-runtime.mjs HANDLER_FILE stream|buffer`. Reads one event a
// line, answers one JSON line each: status, headers, body, and when its pieces came.
import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';

const [file, mode] = process.argv.slice(2);
const startedMs = performance.now();
if (mode === 'stream') {
  globalThis.awslambda = {
    streamifyResponse: (handler) => handler,
    HttpResponseStream: {
      // As AWS's does: what is not written to has no status, no headers, no cookies.
      from(stream, metadata) {
        const write = stream.write.bind(stream);
        stream.write = (...piece) => {
          stream.metadata = metadata;
          return write(...piece);
        };
        return stream;
      },
    },
  };
}
// What the function itself writes is its log.
const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const { handler } = await import(pathToFileURL(file));
answer(`${JSON.stringify({ importMs: performance.now() - startedMs })}\n`);

for await (const line of createInterface(process.stdin)) {
  const event = JSON.parse(line);
  answer(`${JSON.stringify(mode === 'stream' ? await streamed(event) : await handler(event))}\n`);
}

async function streamed(event) {
  const stream = new PassThrough();
  const pieces = [];
  stream.on('data', (piece) => pieces.push(piece));
  const context = { callbackWaitsForEmptyEventLoop: true };
  await handler(event, stream, context);
  if (context.callbackWaitsForEmptyEventLoop) throw new Error('No other invocation would be asked for.');
  const { statusCode, headers, cookies } = stream.metadata ?? { statusCode: 502, headers: {} };
  return { statusCode, headers, cookies, body: Buffer.concat(pieces).toString(), pieces: pieces.length };
}
