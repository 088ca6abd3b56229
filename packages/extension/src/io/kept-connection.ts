// One connection to an HTTP server, kept from call to call, by hand over node:tls or node:net: node:https takes half a millisecond of CPU for a call
// that this one makes in a tenth.
import { connect as connectPlain, isIP, type Socket } from 'node:net';
import type { connect as ConnectTls } from 'node:tls';
import { type HttpAnswer, parseAnswer } from './http-exchange.ts';

export interface PostedRequest {
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body: Buffer;
  readonly timeoutMs: number;
}

export type PostEnd =
  | { readonly kind: 'answered'; readonly answer: HttpAnswer }
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Nothing was sent. */
      readonly isUnreachable: boolean;
      /** The connection had been kept, and died before a byte of an answer came. */
      readonly isKeptSocket: boolean;
      /** It took all the time there was. */
      readonly isTimeout: boolean;
    };

export interface KeptConnection {
  /** One at a time. */
  post(request: PostedRequest): Promise<PostEnd>;
  /** The next request goes over a new one. */
  drop(): void;
}

/** Within a region a connection takes a millisecond; without a route it never comes. */
const CONNECT_TIMEOUT_MS = 100;
/** By then the other side, or whoever is between, may have ended it, and what is sent to it may have been taken or not. AWS's client for Java waits no longer. */
const MOST_IDLE_MS = 50_000;
const MOST_ANSWER_BYTES = 1_024 * 1_024;
/** Without a certificate to trust nothing was sent, and nothing will be. */
const UNTRUSTED = /CERT|UNABLE_TO_|^ERR_(TLS|SSL)|^EPROTO$/;

export function createKeptConnection(url: URL, nowMs: () => number = Date.now): KeptConnection {
  let socket: Socket | undefined;
  /** By the wall's clock, which goes on while the environment is frozen. */
  let usedAtMs = 0;
  /** Of TLS: the next connection begins where it left off. */
  let session: Buffer | undefined;
  const drop = () => {
    socket?.destroy();
    socket = undefined;
  };

  async function connected(): Promise<Socket> {
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const isPlain = url.protocol === 'http:';
    const address = { host, port: Number(url.port || (isPlain ? 80 : 443)) };
    const opened = isPlain ? connectPlain(address) : securely((await import('node:tls')).connect, address);
    // Where nobody waits for an answer, nobody needs to hear of it.
    return opened
      .on('error', () => {})
      .setNoDelay(true)
      .setKeepAlive(true);
  }

  function securely(connect: typeof ConnectTls, address: { readonly host: string; readonly port: number }): Socket {
    const servername = isIP(address.host) === 0 ? address.host : '';
    const opened = connect({ ...address, servername, session, ALPNProtocols: ['http/1.1'] });
    return opened.on('session', (given: Buffer) => {
      session = given;
    });
  }

  return {
    async post(request) {
      const head = headText(request.path, {
        host: url.host,
        ...request.headers,
        'content-length': request.body.length,
      });
      if (Math.abs(nowMs() - usedAtMs) > MOST_IDLE_MS) drop();
      const isKept = socket?.writable === true;
      socket = isKept ? socket! : await connected();
      const end = await exchange(socket, head, request);
      usedAtMs = nowMs();
      if (end.kind === 'failed') {
        drop();
        // It may be what the server chokes on.
        if (!isKept) session = undefined;
      } else if (isUsedUp(end.answer, socket)) drop();
      return end.kind === 'failed' ? { ...end, isKeptSocket: end.isKeptSocket && isKept } : end;
    },
    drop,
  };
}

function exchange(socket: Socket, head: string, { body, timeoutMs }: PostedRequest): Promise<PostEnd> {
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    let isConnected = !socket.connecting;
    let isDone = false;
    let late: string | undefined;
    const finish = (end: PostEnd) => {
      isDone = true;
      clearTimeout(connectTimer);
      clearTimeout(timer);
      socket.off('data', onData).off('error', onError).off('close', onClose).off('connect', onConnect);
      resolve(end);
    };
    const fail = (message: string, code = '') =>
      finish({
        kind: 'failed',
        message: late ?? message,
        isUnreachable: !isConnected || UNTRUSTED.test(code),
        isKeptSocket: received.length === 0 && late === undefined,
        // A resolver that is late comes later.
        isTimeout: late !== undefined || code === 'EAI_AGAIN',
      });
    const onConnect = () => {
      isConnected = true;
    };
    const onError = ({ message, code }: NodeJS.ErrnoException) => fail(message, code);
    const onClose = () => {
      const answer = parseAnswer(received);
      if (answer === undefined || answer.isFramed) fail('the connection was closed before the whole answer');
      else finish({ kind: 'answered', answer });
    };
    const onData = (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const answer = parseAnswer(received);
      // Without a length it goes on until the connection ends.
      if (answer?.status === 0) fail('the answer is not HTTP');
      else if (answer?.isFramed) finish({ kind: 'answered', answer });
      else if (received.length > MOST_ANSWER_BYTES) fail('the answer is too long');
    };
    // Answered meanwhile, the socket may be the next request's already.
    const giveUp = (message: string) => {
      if (isDone) return;
      late = message;
      socket.destroy();
      fail(message);
    };
    const connectTimer = setTimeout(
      () => afterPolling(() => !isConnected && giveUp(`not connected after ${CONNECT_TIMEOUT_MS} ms`)),
      Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    );
    const timer = setTimeout(() => afterPolling(() => giveUp(`no answer within ${timeoutMs} ms`)), timeoutMs);
    socket.on('data', onData).on('error', onError).on('close', onClose).on('connect', onConnect);
    socket.cork();
    socket.write(head, 'latin1');
    socket.write(body);
    socket.uncork();
  });
}

/** It ends with its connection, or came before all of the request was sent: what follows would stand behind the rest. */
function isUsedUp({ isFramed, headers }: HttpAnswer, socket: Socket): boolean {
  return !isFramed || socket.writableLength > 0 || /close/i.test(headers.get('connection') ?? '');
}

function headText(path: string, headers: Readonly<Record<string, string | number>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw new Error('a header has a line feed');
  return [`POST ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}

/** Timers run before sockets are read: what came during a pause counts before the timer does. */
function afterPolling(act: () => void): void {
  setImmediate(() => setImmediate(act));
}
