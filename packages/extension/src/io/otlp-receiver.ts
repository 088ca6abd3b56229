// The function's own spans: OTLP/HTTP on loopback. A body is decompressed (50 spans take 0.1 to 0.3 ms) and answered once it looks right, and read
// after that, so that the handler waits for nothing else; what cannot be read then is counted and told as a drop.
import { encodeExportResponse, encodeStatus } from '@tracelake/otlp/responses';
import type { BodyFormat } from '@tracelake/schema';
import { createBodyRoom } from './body-room.ts';
import { hasBodyShape } from './body-shape.ts';
import type { RequestHandler } from './lazy-http-server.ts';

export interface ReceivedBody {
  readonly bytes: Uint8Array;
  readonly format: BodyFormat;
}

export interface OtlpReceiverEvents {
  /** As soon as it is answered. Done when its bytes are read; rejected where nobody can read them. */
  onBody(body: ReceivedBody): void | Promise<void>;
  onRefused(reason: 'body_too_large' | 'body_malformed'): void;
}

/** As sent and after decompression. A function with 128 MB must survive it. */
const MOST_BYTES = 8 * 1_024 * 1_024;
/** Of a body whose length is not said. */
const GUESSED_BYTES = 256 * 1_024;
/** Of bodies that arrive or wait to be read. A function that sends more than can be read waits from here on, and its memory does not pay for it. */
const MOST_WAITING_BYTES = 2 * 1_024 * 1_024;
/** What a handler waits for, 50 spans, has room of its own: it must not stand behind a large body whose sender has stopped in its middle. */
const SMALL_BYTES = 64 * 1_024;
const MOST_SMALL_WAITING_BYTES = 1_024 * 1_024;
const FORMATS: ReadonlyMap<string, BodyFormat> = new Map([
  ['application/x-protobuf', 'otlpProtobuf'],
  ['application/json', 'otlpJson'],
]);
const CONTENT_TYPES: Readonly<Record<BodyFormat, string>> = {
  otlpProtobuf: 'application/x-protobuf',
  otlpJson: 'application/json',
};
const NAMES: Readonly<Record<BodyFormat, string>> = { otlpProtobuf: 'protobuf', otlpJson: 'a JSON object' };
const INFLATES: ReadonlyMap<string, 'gunzipSync' | 'inflateSync'> = new Map([
  ['gzip', 'gunzipSync'],
  ['deflate', 'inflateSync'],
]);
/** The path, and where the whole URL is sent, as to a proxy, the host, which then counts (RFC 9112, 3.2.2). */
const TARGET = /^(?:https?:\/\/([^/?#]*))?([^?#]*)/i;
/** google.rpc.Code INVALID_ARGUMENT */
const INVALID_ARGUMENT = 3;

export function otlpHandler(events: OtlpReceiverEvents): RequestHandler {
  const largeRoom = createBodyRoom(MOST_WAITING_BYTES);
  const smallRoom = createBodyRoom(MOST_SMALL_WAITING_BYTES);
  return async ({ method, target, headers, length, body: bodyOf }, reply) => {
    const refuse = (status: number, message: string, format: BodyFormat = 'otlpJson') => {
      reply(
        status,
        { 'content-type': CONTENT_TYPES[format] },
        encodeStatus(format, { code: INVALID_ARGUMENT, message }),
      );
    };
    const [, host = headers.get('host'), path] = TARGET.exec(target)!;
    if (!isLocal(host, headers.get('origin'))) return refuse(403, 'Only the function of this environment may send.');
    if (path !== '/v1/traces') return refuse(404, `Only /v1/traces is taken here, not ${path.slice(0, 100)}.`);
    if (method !== 'POST') return refuse(405, 'POST spans here.');
    const format = FORMATS.get((headers.get('content-type') ?? '').split(';')[0].trim().toLowerCase());
    if (format === undefined) return refuse(415, 'Send application/x-protobuf or application/json.');
    const encoding = (headers.get('content-encoding') ?? 'identity').trim().toLowerCase();
    const inflate = INFLATES.get(encoding);
    if (inflate === undefined && encoding !== 'identity') {
      return refuse(415, 'Send identity, gzip or deflate.', format);
    }
    const roomBytes = Math.min(length ?? GUESSED_BYTES, MOST_BYTES);
    const room = roomBytes > SMALL_BYTES ? largeRoom : smallRoom;
    const place = await room.take(roomBytes);
    const body = await bodyOf(MOST_BYTES).catch(() => undefined);
    place.arrived();
    const bytes = inflate !== undefined && body ? await inflated(body, inflate) : body;
    const isWhole = bytes && hasBodyShape(bytes, format);
    if (!isWhole) place.give();
    if (body === undefined) return;
    if (bytes === null) {
      events.onRefused('body_too_large');
      return refuse(413, `A body has at most ${MOST_BYTES} bytes here, as sent and decompressed.`, format);
    }
    if (!isWhole) {
      events.onRefused('body_malformed');
      const expected = bytes === undefined ? encoding : NAMES[format];
      return refuse(400, `The body is not ${expected}, or not all of it.`, format);
    }
    const answer = encodeExportResponse(format, { rejectedSpans: 0, errorMessage: '' });
    reply(200, { 'content-type': CONTENT_TYPES[format] }, answer);
    try {
      await events.onBody({ bytes, format });
    } catch {
      // What reads it could not be loaded.
      events.onRefused('body_malformed');
    }
    place.give();
  };
}

/** `null` where it becomes too much, `undefined` where it is none such, or not all of it. Most senders need nothing of zlib. */
async function inflated(body: Buffer, inflate: 'gunzipSync' | 'inflateSync'): Promise<Buffer | null | undefined> {
  try {
    const zlib = await import('node:zlib');
    return zlib[inflate](body, { maxOutputLength: MOST_BYTES });
  } catch (error) {
    return (error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? null : undefined;
  }
}

/** A page in a browser cannot reach into an environment, but a function may fetch what strangers name. */
function isLocal(host = '', origin?: string): boolean {
  return origin === undefined && /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i.test(host);
}
