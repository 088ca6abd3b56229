// The process's own streams as a Terminal.
import type { Readable } from 'node:stream';
import { TracelakeError } from '@tracelake/schema';
import { type Output, OutputClosed, type Terminal } from './terminal.ts';

interface Stream extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export interface ProcessTerminalOptions {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** NO_COLOR is set: https://no-color.org */
  readonly noColor: boolean;
}

export function processTerminal(options: ProcessTerminalOptions): Terminal {
  const { stdin, stdout, stderr, noColor } = options;
  return {
    stdout: outputTo(stdout, noColor),
    stderr: outputTo(stderr, noColor),
    stdinIsTerminal: stdin.isTTY === true,
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
  };
}

function outputTo(stream: Stream, noColor: boolean): Output {
  let closed = false;
  // Each write tells of its own; unheard, the event would end the process.
  stream.on('error', (error: NodeJS.ErrnoException) => {
    closed ||= error.code === 'EPIPE';
  });
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        if (closed) reject(new OutputClosed());
        else
          stream.write(data, (error) =>
            error === null || error === undefined ? resolve() : reject(outputError(error)),
          );
      }),
    isTerminal: stream.isTTY === true,
    get width() {
      return stream.isTTY === true ? (stream.columns ?? 80) : null;
    },
    colors: stream.isTTY === true && !noColor,
  };
}

/** Only a reader that has gone means that nothing is left to do: an answer that does not fit on the disk is an error. */
function outputError(error: NodeJS.ErrnoException): Error {
  if (error.code === 'EPIPE') return new OutputClosed();
  const isFull = error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG';
  const message = `The output could not be written: ${error.message}.`;
  return new TracelakeError(isFull ? 'disk_full' : 'storage_unavailable', message, {
    cause: error,
    hint: 'Write it to where there is room.',
  });
}
