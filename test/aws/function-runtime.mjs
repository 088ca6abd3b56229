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
      from(stream, metadata) {
        stream.metadata = metadata;
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
  await handler(event, stream);
  const { statusCode, headers } = stream.metadata;
  return { statusCode, headers, body: Buffer.concat(pieces).toString(), pieces: pieces.length };
}
