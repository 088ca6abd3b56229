// One connection of a sender: its requests, one at a time. A body is read when it is asked for, or passed over behind the answer; until then the sender waits.
import type { Socket } from 'node:net';
import { type BodyReader, bodyReader } from './http-body.ts';
import { isClosing, type RequestHead, requestHead } from './http-head.ts';

export interface HttpRequest extends Pick<RequestHead, 'method' | 'target' | 'headers' | 'length'> {
  /** The whole body; `null` for one beyond `limit`, of which nothing more is kept. Rejected where it is never whole. */
  body(limit: number): Promise<Buffer | null>;
}

/** Once a request, at once on its way. */
export type Reply = (status: number, headers?: Readonly<Record<string, string>>, body?: Uint8Array) => void;
export type RequestHandler = (request: HttpRequest, reply: Reply) => unknown;

interface OpenRequest {
  readonly head: RequestHead;
  readonly reader: BodyReader;
  readonly chunks: Buffer[];
  /** Of its body. */
  keptBytes: number;
  /** What is kept of the body; -1 until it is asked for. */
  limit: number;
  isRead: boolean;
  isAnswered: boolean;
  settle: ((body: Buffer | null) => void) | undefined;
  fail: ((error: Error) => void) | undefined;
}

const NOTHING = Buffer.alloc(0);
const HEAD_END = '\r\n\r\n';
const MOST_HEAD_BYTES = 16_384;
/** What begins so becomes no head, such as the first bytes of TLS or a line without CR: whoever sent it is told at once, and does not wait. */
const NO_HEAD = /^[^A-Z\r]|[^\r]\n/;
/** Of what nobody has asked for yet. */
const MOST_WAITING_BYTES = 65_536;
/** Past so much more the sender has to do with a broken connection: one that is closed under it tells it of that, and not of the answer. */
const MOST_PASSED_OVER_BYTES = 64 * 1_024 * 1_024;
const EMPTY_ANSWER = 'content-length: 0\r\n\r\n';

/** Functions around what is known of the connection: as a class it is 500 bytes more of script. */
export function serveConnection(socket: Socket, handle: RequestHandler): void {
  let waiting: Buffer = NOTHING;
  let open: OpenRequest | null = null;
  /** No request follows: what still comes is passed over. */
  let isLast = false;
  let hasEnded = false;
  let isAdvancing = false;
  let passedBytes = 0;

  function receive(chunk: Buffer): void {
    if (isLast && open === null) {
      pass(chunk.length);
      return;
    }
    waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk]);
    advance();
    if (waiting.length > MOST_WAITING_BYTES) socket.pause();
  }

  function pass(bytes: number): void {
    passedBytes += bytes;
    if (passedBytes > MOST_PASSED_OVER_BYTES) socket.destroy();
  }

  /** As far as what came reaches. What a handler does at once is seen when it returns. */
  function advance(): void {
    if (isAdvancing) return;
    isAdvancing = true;
    while (open !== null || (!isLast && begin())) {
      if (!open!.isRead && !readOn(open!)) break;
      if (!open!.isAnswered) break;
      open = null;
      passedBytes = 0;
      if (isLast) socket.destroySoon();
    }
    isAdvancing = false;
    if (open === null && hasEnded) socket.end();
  }

  /** Whether a head was whole. */
  function begin(): boolean {
    let start = 0;
    while (waiting[start] === 13 && waiting[start + 1] === 10) start += 2;
    const end = waiting.indexOf(HEAD_END, start);
    if (end < 0 || end > MOST_HEAD_BYTES) {
      if (waiting.length > MOST_HEAD_BYTES) refuse(431);
      else if (NO_HEAD.test(waiting.toString('latin1', start))) refuse(400);
      return false;
    }
    const head = requestHead(waiting.toString('latin1', start, end));
    waiting = waiting.subarray(end + HEAD_END.length);
    if (head === null) {
      refuse(400);
      return false;
    }
    isLast = isClosing(head);
    const request: OpenRequest = {
      head,
      reader: bodyReader(head.length),
      chunks: [],
      keptBytes: 0,
      limit: -1,
      isRead: head.length === 0,
      isAnswered: false,
      settle: undefined,
      fail: undefined,
    };
    open = request;
    const { method, target, headers, length } = head;
    handle({ method, target, headers, length, body: (limit) => bodyOf(request, limit) }, (status, names, body) =>
      answer(request, status, names, body),
    );
    return true;
  }

  function refuse(status: number): void {
    isLast = true;
    socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\n${EMPTY_ANSWER}`);
  }

  function bodyOf(request: OpenRequest, limit: number): Promise<Buffer | null> {
    return new Promise((resolve, reject) => {
      // Whoever left sends no more.
      if (socket.destroyed) return reject(new Error('the sender left'));
      if ((request.head.length ?? 0) > limit) return resolve(null);
      request.limit = limit;
      request.settle = resolve;
      request.fail = reject;
      if (request.isRead) settle(request);
      else {
        if (request.head.expectsContinue && waiting.length === 0) socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        goOn();
      }
    });
  }

  function settle({ chunks, settle: done }: OpenRequest): void {
    done?.(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
  }

  /** Whether the body is whole. */
  function readOn(request: OpenRequest): boolean {
    if (request.limit < 0 && !request.isAnswered) return false;
    try {
      const rest = request.reader(waiting, (piece) => take(request, piece));
      waiting = rest ?? NOTHING;
      if (rest === null) {
        if (hasEnded) leave();
        return false;
      }
    } catch {
      request.fail?.(new Error('the body is no HTTP'));
      open = null;
      if (request.isAnswered) socket.destroy();
      else refuse(400);
      return false;
    }
    request.isRead = true;
    settle(request);
    return true;
  }

  function take(request: OpenRequest, piece: Buffer): void {
    if (request.limit >= 0 && request.keptBytes + piece.length <= request.limit) {
      request.chunks.push(piece);
      request.keptBytes += piece.length;
      return;
    }
    request.settle?.(null);
    request.settle = undefined;
    request.chunks.length = 0;
    request.limit = 0;
    pass(piece.length);
  }

  function answer(request: OpenRequest, status: number, headers = {}, body: Uint8Array = NOTHING): void {
    if (request.isAnswered || socket.destroyed) return;
    request.isAnswered = true;
    // A body that waits for the word to come never does.
    if (request.head.expectsContinue && request.limit < 0 && !request.isRead) {
      isLast = true;
      request.isRead = true;
    }
    const connection = isLast ? 'connection: close\r\n' : request.head.isOld ? 'connection: keep-alive\r\n' : '';
    const names = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `HTTP/1.1 ${status} ${status < 300 ? 'OK' : 'Refused'}\r\n${connection}${names.join('')}content-length: ${body.length}${HEAD_END}`;
    if (body.length === 0 || request.head.method === 'HEAD') socket.write(head, 'latin1');
    else socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
    goOn();
  }

  function goOn(): void {
    advance();
    if (socket.isPaused()) socket.resume();
  }

  function leave(): void {
    open?.fail?.(new Error('the sender left'));
    socket.destroy();
  }

  function onEnd(): void {
    hasEnded = true;
    if (open === null) socket.end();
    else if (!open.isRead && (open.limit >= 0 || open.isAnswered)) leave();
  }

  socket.on('data', receive).on('end', onEnd).on('close', leave);
}
