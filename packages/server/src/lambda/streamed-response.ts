// The answer as it comes, through the stream that Lambda's Node runtime gives: up to 200 MB, and rows before the last is read.
import type { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FunctionUrlEvent } from './function-url-event.ts';
import type { QueryHandler } from './query-handler.ts';

/** Of one invocation, as far as it is used. */
export interface StreamingContext {
  callbackWaitsForEmptyEventLoop?: boolean;
}

type StreamingHandler = (event: FunctionUrlEvent, stream: Writable, context?: StreamingContext) => Promise<void>;

/** The global `awslambda` of the Node runtimes. */
export interface StreamingRuntime {
  streamifyResponse(handler: StreamingHandler): unknown;
  readonly HttpResponseStream: {
    /** Sends the metadata with the first write to what it gives, and without one never. */
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
  return runtime.streamifyResponse(async (event, stream, context = {}) => {
    // Else runtimes before Node 24 would ask for no other invocation while anything is open: the range proxy and DuckDB are, as long as the sandbox lives.
    context.callbackWaitsForEmptyEventLoop = false;
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
    // Status, headers and cookies of an answer without a body go with this.
    response.write(new Uint8Array(0));
    try {
      await pipeline(body, response);
    } catch (error) {
      // There is nobody left to tell.
      if (!left.signal.aborted) throw error;
    }
  });
}
