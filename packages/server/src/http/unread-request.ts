// What never became a request: no HTTP, headers too large, or not whole in time. There is no request to answer, only a connection.
import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { TracelakeError } from '@tracelake/schema';

/** A moment for the answer to be read. */
const LINGER_MS = 1_000;

export interface RequestTimes {
  /** Time for the headers, and for the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

export interface UnreadAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** `hint`: what is spoken here, for what is no HTTP. */
export function unreadError(caught: NodeJS.ErrnoException, times: RequestTimes, hint: string): TracelakeError {
  if (caught.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    const { headersTimeoutMs, requestTimeoutMs } = times;
    const message = `The request was not whole in time: its headers have ${headersTimeoutMs} ms, all of it ${requestTimeoutMs} ms.`;
    return new TracelakeError('request_timeout', message, { details: { headersTimeoutMs, requestTimeoutMs } });
  }
  if (caught.code === 'HPE_HEADER_OVERFLOW') {
    const message = `The request's line and headers have more than ${maxHeaderSize} bytes.`;
    return new TracelakeError('headers_too_large', message, { details: { limitBytes: maxHeaderSize } });
  }
  return new TracelakeError('invalid_request', `This is no HTTP request that can be read (${caught.code}).`, { hint });
}

/** `answer`: made only where somebody is there to read it. */
export function answerUnread(caught: NodeJS.ErrnoException, socket: Duplex, answer: () => UnreadAnswer): void {
  if (caught.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { headers, body, status } = answer();
  const lines = Object.entries({ ...headers, connection: 'close', 'content-length': body.byteLength });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n`), body]));
  // Who does not close his side would keep what he has sent in our memory, and his part of the budget.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
