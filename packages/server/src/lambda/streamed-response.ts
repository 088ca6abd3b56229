// The answer as it comes, through the stream that Lambda's Node runtime gives: up to 200 MB, and rows before the last is read.
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FunctionUrlEvent } from './function-url-event.ts';
import type { QueryHandler } from './query-handler.ts';

/** The global `awslambda` of the Node runtimes. */
export interface StreamingRuntime {
  streamifyResponse(handler: (event: FunctionUrlEvent, stream: Writable) => Promise<void>): unknown;
  readonly HttpResponseStream: {
    from(
      stream: Writable,
      metadata: {
        readonly statusCode: number;
        readonly headers: Readonly<Record<string, string>>;
        readonly cookies?: readonly string[];
      },
    ): Writable;
  };
}

export function streamedHandler(runtime: StreamingRuntime, handle: QueryHandler): unknown {
  return runtime.streamifyResponse(async (event, stream) => {
    const left = new AbortController();
    // Nobody's query runs on: a caller who leaves closes the stream.
    stream.once('close', () => left.abort());
    const { status, headers, cookies, body } = await handle(event, left.signal);
    if (left.signal.aborted) {
      body.destroy();
      return;
    }
    const response = runtime.HttpResponseStream.from(stream, {
      statusCode: status,
      headers,
      ...(cookies === undefined ? {} : { cookies }),
    });
    try {
      await pipeline(body, response);
    } catch (error) {
      // There is nobody left to tell.
      if (!left.signal.aborted) throw error;
    }
  });
}
