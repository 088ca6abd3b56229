// OTLP/HTTP on its own port, straight on node:http: what is checked when, and what is answered. It knows nothing of disks.
// Source: opentelemetry-proto docs/specification.md, "OTLP/HTTP".
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type BodyFormat, type DecodeResult, TracelakeError } from '@tracelake/schema';
import { type AccessRules, checkHost, checkOrigin, checkToken } from '../http/access-rules.ts';
import { closeInTime } from '../http/close-in-time.ts';
import { limitConnections } from '../http/connection-limit.ts';
import { connectionPlaces, MAX_CONNECTIONS, openFilesLimit } from '../http/connection-places.ts';
import { type DrainLimits, drainedBody } from '../http/drained-body.ts';
import { isLeftUnread } from '../http/piece-limit.ts';
import { toTracelakeError } from '../http/problem.ts';
import { originForm } from '../http/request-target.ts';
import { answerUnread, unreadError } from '../http/unread-request.ts';
import type { ServerLog } from '../server-log.ts';
import { BodyGarbage } from './body-garbage.ts';
import { InflightBudget } from './inflight-budget.ts';
import { errorAnswer, type OtlpAnswer, successAnswer } from './otlp-answer.ts';
import { type BodyLimits, type ReceivedBody, readBody, SenderGone } from './otlp-body.ts';
import { OtlpCounters, type OtlpCounts } from './otlp-counters.ts';
import { checkContentLength, checkMethod, checkPath, encodingOf, formatOf } from './otlp-request.ts';
import { RefusalLog } from './refusal-log.ts';

/** Stores one body and resolves when it is on disk. Throws TracelakeError; `malformed_body` means nothing was stored. */
export type IngestBody = (body: ReceivedBody, format: BodyFormat) => Promise<DecodeResult>;

export interface OtlpReceiverLimits extends BodyLimits {
  /** Bytes of all bodies under way. */
  readonly maxInflightBytes: number;
  readonly maxConnections: number;
  /** Time a sender has for its headers, and for the whole request. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
}

export const DEFAULT_OTLP_LIMITS: OtlpReceiverLimits = {
  // The specification's recommendation, before and after decompression.
  maxBodyBytes: 64 * 1024 * 1024,
  maxInflatedBytes: 64 * 1024 * 1024,
  maxInflightBytes: 96 * 1024 * 1024,
  maxConnections: MAX_CONNECTIONS,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
};

export interface OtlpReceiverOptions {
  readonly ingest: IngestBody;
  readonly rules: AccessRules;
  readonly limits: OtlpReceiverLimits;
  readonly log: ServerLog;
}

export class OtlpReceiver {
  readonly server: Server;
  readonly #options: OtlpReceiverOptions;
  readonly #budget: InflightBudget;
  readonly #counters = new OtlpCounters();
  readonly #garbage = new BodyGarbage();
  readonly #refusals: RefusalLog;
  readonly #underway = new Set<Promise<void>>();
  /** In which a connection's last sender reads answers. */
  readonly #formats = new WeakMap<Duplex, BodyFormat>();
  /** Connections on which a body is being read. */
  readonly #reading = new WeakSet<Duplex>();
  /** Those of them that were refused meanwhile, and counted. */
  readonly #refused = new WeakSet<Duplex>();
  /** Told to send the body that they had announced. */
  readonly #continued = new WeakSet<IncomingMessage>();
  #stopping = false;

  constructor(options: OtlpReceiverOptions) {
    this.#options = options;
    this.#refusals = new RefusalLog(options.log, () => performance.now());
    this.#budget = new InflightBudget(options.limits.maxInflightBytes);
    this.server = createServer({
      headersTimeout: options.limits.headersTimeoutMs,
      requestTimeout: options.limits.requestTimeoutMs,
      connectionsCheckingInterval: Math.min(1000, options.limits.headersTimeoutMs),
      // Exporters keep connections between batches (5 s apart by default): closing sooner would race with the next one.
      keepAliveTimeout: 65_000,
      // Answered by checkHost, as everything that is refused is.
      requireHostHeader: false,
    });
    const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
      const exchange = this.#answer(request, response);
      this.#underway.add(exchange);
      void exchange.finally(() => this.#underway.delete(exchange));
    };
    this.server.on('request', onRequest);
    // With this listener node leaves "100 Continue" to us, so a body that will be refused is never sent.
    this.server.on('checkContinue', onRequest);
    this.server.on('clientError', (error: NodeJS.ErrnoException, socket) => this.#refuseUnread(error, socket));
    const { senders } = connectionPlaces(openFilesLimit());
    limitConnections(this.server, Math.min(options.limits.maxConnections, senders));
    this.server.on('drop', () => this.#counters.refused('too_many_connections'));
  }

  counts(): OtlpCounts {
    return this.#counters.counts();
  }

  /** Refuses new requests (503), waits for those under way (a sender of half a body for no more than three seconds), then closes every connection. */
  close(): Promise<void> {
    this.#stopping = true;
    // Once a server closes, Node holds nobody to the time for a request any more.
    return closeInTime(this.server, () => this.#closeBehindRequests());
  }

  async #closeBehindRequests(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    await Promise.allSettled(this.#underway);
    this.server.closeIdleConnections();
    const leftover = setTimeout(() => this.server.closeAllConnections(), 500);
    await closed;
    clearTimeout(leftover);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#counters.request();
    const cors: Record<string, string> = {};
    // A sender whose content type is unknown reads JSON.
    let format: BodyFormat = 'otlpJson';
    try {
      this.#checkAccess(request, cors);
      if (request.method === 'OPTIONS' && Object.keys(cors).length > 0) {
        send(request, response, { status: 204, headers: { ...PREFLIGHT_HEADERS, ...cors }, body: NO_BYTES });
        return;
      }
      format = formatOrJson(request.headers['content-type']);
      this.#formats.set(request.socket, format);
      const result = await this.#receive(request, response);
      send(request, response, withHeaders(successAnswer(format, result), cors));
    } catch (caught) {
      if (caught instanceof SenderGone) {
        if (!this.#refused.has(request.socket)) this.#counters.refused('sender_gone');
        return;
      }
      const error = toTracelakeError(caught);
      this.#note(error);
      const isNeverSent = isHeldBack(request) && !this.#continued.has(request);
      send(request, response, withHeaders(errorAnswer(format, error), cors), isNeverSent);
    }
  }

  #checkAccess(request: IncomingMessage, cors: Record<string, string>): void {
    const { rules } = this.#options;
    checkHost(rules, request.headers.host);
    const origin = checkOrigin(rules, request.headers.origin, request.headers.host);
    if (origin !== null) Object.assign(cors, { 'access-control-allow-origin': origin, vary: 'Origin' });
    // A preflight never carries the token.
    if (request.method !== 'OPTIONS') checkToken(rules, request.headers.authorization);
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<DecodeResult> {
    checkPath(originForm(request.url ?? '/').split('?', 1)[0]);
    checkMethod(request.method ?? '');
    const format = formatOf(request.headers['content-type']);
    const encoding = encodingOf(request.headers['content-encoding']);
    const { limits, ingest } = this.#options;
    checkContentLength(request.headers['content-length'], limits.maxBodyBytes);
    if (this.#stopping) throw new TracelakeError('shutting_down', 'The server is stopping.', { retryAfterSeconds: 5 });
    const share = this.#budget.share();
    let isTaken = false;
    try {
      if (isHeldBack(request)) {
        response.writeContinue();
        this.#continued.add(request);
      }
      this.#reading.add(request.socket);
      const body = await readBody(request, encoding, limits, share);
      const result = await ingest(body, format);
      this.#counters.accepted(result.rows, result.rejected, body.sizeBytes);
      isTaken = true;
      return result;
    } finally {
      this.#reading.delete(request.socket);
      this.#garbage.add(share.sizeBytes, isTaken);
      share.release();
    }
  }

  #refuseUnread(caught: NodeJS.ErrnoException, socket: Duplex): void {
    answerUnread(caught, socket, () => {
      const error = unreadError(caught, this.#options.limits, NO_HTTP_HINT);
      // A sender that only ends its side in the middle of a body has gone: that is counted where it is read.
      const isGone = this.#reading.has(socket) && caught.code === 'HPE_INVALID_EOF_STATE';
      if (!isGone) {
        this.#refused.add(socket);
        this.#note(error);
      }
      return errorAnswer(this.#formats.get(socket) ?? 'otlpJson', error);
    });
  }

  #note(error: TracelakeError): void {
    this.#counters.refused(error.code);
    if (error.code === 'internal') {
      this.#options.log('error', 'A body could not be taken.', { code: error.code, cause: String(error.cause) });
    } else if (error.retryable || error.code === 'malformed_body') {
      this.#refusals.note(error);
    }
  }
}

const NO_HTTP_HINT = 'Send OTLP over HTTP to POST /v1/traces; gRPC (port 4317 elsewhere) is not spoken here.';

/** What is still read of a body that was refused: of one of 100 MB, all. */
const REFUSED: DrainLimits = { maxBytes: 256 * 1024 * 1024, maxMs: 30_000, quietMs: 1_000 };

const NO_BYTES = new Uint8Array(0);

const PREFLIGHT_HEADERS = {
  'access-control-allow-methods': 'POST',
  'access-control-allow-headers': 'content-type, content-encoding, authorization',
  'access-control-max-age': '7200',
};

/** The format of answers: also for requests that are refused for their path or method. */
function formatOrJson(contentType: string | undefined): BodyFormat {
  return /^\s*application\/x-protobuf\s*(?:;|$)/i.test(contentType ?? '') ? 'otlpProtobuf' : 'otlpJson';
}

function withHeaders(answer: OtlpAnswer, headers: Readonly<Record<string, string>>): OtlpAnswer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** Its body waits for "100 Continue". */
function isHeldBack(request: IncomingMessage): boolean {
  return request.headers.expect !== undefined;
}

/** `isNeverSent`: the body was announced and refused, so the connection cannot be used again. */
function send(request: IncomingMessage, response: ServerResponse, answer: OtlpAnswer, isNeverSent = false): void {
  if (response.destroyed || response.headersSent) return;
  const connection = isNeverSent || isLeftUnread(request) ? { connection: 'close' } : {};
  response.writeHead(answer.status, {
    ...answer.headers,
    ...connection,
    'content-length': answer.body.byteLength,
    'x-content-type-options': 'nosniff',
  });
  // Of a sender that keeps no connection it would be closed while he still sends: his pipe is broken, and he reads no answer.
  const isStillSent = !request.complete && !isNeverSent;
  if (!isStillSent) {
    response.end(answer.body);
    return;
  }
  response.write(answer.body);
  void drainedBody(request, REFUSED).then(() => {
    response.end();
    // Given up: nobody reads on, and whoever sends on would wait for his time to be over.
    if (!request.complete) request.socket.destroySoon();
  });
}
