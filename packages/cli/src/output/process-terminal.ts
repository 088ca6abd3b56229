// The process's own streams as a Terminal.
import type { Readable } from 'node:stream';
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
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    closed = true;
  });
  return {
    write: (data) =>
      new Promise((resolve, reject) => {
        if (closed) reject(new OutputClosed());
        else
          stream.write(data, (error) =>
            error === null || error === undefined ? resolve() : reject(new OutputClosed()),
          );
      }),
    isTerminal: stream.isTTY === true,
    get width() {
      return stream.isTTY === true ? (stream.columns ?? 80) : null;
    },
    colors: stream.isTTY === true && !noColor,
  };
}
