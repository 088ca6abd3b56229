// PutRecordBatch over kept connections, signed at the moment it is sent. What came of it is an outcome, never an exception.
import { type CallOutcome, OFF_TIME } from '../core/call-outcome.ts';
import type { FirehoseRecord } from '../core/document-packing.ts';
import type { CredentialSource } from './credential-source.ts';
import type { HttpAnswer } from './http-exchange.ts';
import { createKeptConnection, type KeptConnection, type PostEnd } from './kept-connection.ts';
import { type Credentials, signedHeaders } from './request-signer.ts';

export interface FirehoseClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly streamName: string;
  readonly credentials: CredentialSource;
}

export interface FirehoseCall {
  readonly records: readonly FirehoseRecord[];
  readonly timeoutMs: number;
  readonly isFreshSocket: boolean;
}

export interface FirehoseClient {
  put(call: FirehoseCall): Promise<CallOutcome>;
  close(): void;
}

const MOST_KEPT_BYTES = 512 * 1_024;
/** In a log line, as in rows. */
const MASK = '[masked]';

export function createFirehoseClient(options: FirehoseClientOptions): FirehoseClient {
  let connection: KeptConnection | undefined;
  /** Of the last call: one is under way at a time, and buffers of such a size lie about until all of the heap is collected. */
  let buffer: Buffer | undefined;
  /** From this clock to that of Firehose, once it has refused a signature for its date. */
  let clockErrorMs = 0;
  const sign = (url: URL, body: Buffer, credentials: Credentials) => {
    const headers = {
      host: url.host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'Firehose_20150804.PutRecordBatch',
    };
    const scope = { service: 'firehose', region: options.region, credentials, nowMs: Date.now() + clockErrorMs };
    return signedHeaders({ method: 'POST', path: url.pathname, headers, body }, scope);
  };
  return {
    async put(call) {
      let credentials: Credentials;
      try {
        credentials = await options.credentials.current();
      } catch (error) {
        // Their endpoint may only be late.
        return { kind: 'unreachable', message: `no credentials: ${(error as Error).message}`, isTimeout: true };
      }
      try {
        // Here, where an endpoint that is none is a call that failed.
        const url = new URL(options.endpoint);
        connection ??= createKeptConnection(url);
        if (call.isFreshSocket) connection.drop();
        const body = requestBody(options.streamName, call.records, buffer);
        if (body.buffer.byteLength <= MOST_KEPT_BYTES) buffer = Buffer.from(body.buffer);
        const headers = sign(url, body, credentials);
        const end = await connection.post({ path: url.pathname, headers, body, timeoutMs: call.timeoutMs });
        const outcome = withoutSecrets(outcomeOf(end, call.records.length), credentials);
        if (outcome.kind === 'refused' && /ExpiredToken|UnrecognizedClient/.test(outcome.code))
          options.credentials.forget();
        if (end.kind === 'answered' && outcome.kind === 'refused' && OFF_TIME.test(outcome.message))
          clockErrorMs = Date.parse(end.answer.headers.get('date')!) - Date.now() || 0;
        return outcome;
      } catch (error) {
        return { kind: 'unreachable', message: (error as Error).message, isTimeout: false };
      }
    },
    close() {
      connection?.drop();
    },
  };
}

/** AWS's answer to a wrong signature has the request in it that it expected, with the session's token. */
function withoutSecrets(outcome: CallOutcome, credentials: Credentials): CallOutcome {
  if (outcome.kind !== 'refused') return outcome;
  const secrets = [credentials.sessionToken, credentials.secretAccessKey, credentials.accessKeyId];
  const message = secrets.reduce(
    (text: string, secret) => (secret ? text.replaceAll(secret, MASK) : text),
    outcome.message,
  );
  return { ...outcome, message };
}

/** A multiple of 3, so that the base64 of a record can be put together from its pieces. */
const PIECE_BYTES = 49_152;

/** Written into one buffer, `kept` where that is large enough, piece by piece: a call may be 4 MB, in a function of 128. */
export function requestBody(streamName: string, records: readonly FirehoseRecord[], kept?: Buffer): Buffer {
  const head = `{"DeliveryStreamName":${JSON.stringify(streamName)},"Records":[`;
  const sizes = records.map((record) => record.reduce((total, { bytes }) => total + bytes.length, 0));
  const length = sizes.reduce((total, size) => total + Math.ceil(size / 3) * 4 + '{"Data":""},'.length, 0);
  const size = Buffer.byteLength(head) + length + 1;
  const body = kept !== undefined && kept.length >= size ? kept : Buffer.allocUnsafeSlow(size);
  let at = body.write(head);
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  for (const [i, record] of records.entries()) {
    at += body.write(i === 0 ? '{"Data":"' : ',{"Data":"', at, 'latin1');
    let filled = 0;
    for (const { bytes } of record) {
      for (let from = 0; from < bytes.length; ) {
        const taken = Math.min(bytes.length - from, PIECE_BYTES - filled);
        piece.set(bytes.subarray(from, from + taken), filled);
        from += taken;
        filled += taken;
        if (filled < PIECE_BYTES) continue;
        at += body.write(piece.toString('base64', 0, filled), at, 'latin1');
        filled = 0;
      }
    }
    at += body.write(`${piece.toString('base64', 0, filled)}"}`, at, 'latin1');
  }
  at += body.write(']}', at, 'latin1');
  return body.subarray(0, at);
}

interface FirehoseAnswer {
  readonly RequestResponses?: readonly { readonly ErrorCode?: string }[];
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
}

function outcomeOf(end: PostEnd, records: number): CallOutcome {
  if (end.kind === 'answered') return outcomeOfAnswer(end.answer, records);
  const { message, isUnreachable, isKeptSocket, isTimeout } = end;
  return isUnreachable
    ? { kind: 'unreachable', message, isTimeout }
    : { kind: 'unanswered', message, isKeptSocket, isTimeout };
}

function outcomeOfAnswer({ status, headers, body }: HttpAnswer, records: number): CallOutcome {
  const answer = parsed(body);
  if (status === 200) {
    const responses = answer.RequestResponses;
    // Taken, but by what nobody can read: as if it had been cut off.
    if (!Array.isArray(responses) || responses.length !== records || responses.includes(null)) {
      return {
        kind: 'unanswered',
        message: 'the answer does not fit the records',
        isKeptSocket: false,
        isTimeout: false,
      };
    }
    return { kind: 'answered', errors: responses.map(({ ErrorCode }) => ErrorCode || null) };
  }
  const type = headers.get('x-amzn-errortype') ?? String(answer.__type ?? '');
  const code = type.split(':')[0].split('#').at(-1)!;
  return { kind: 'refused', status, code, message: String(answer.message ?? answer.Message ?? '') };
}

function parsed(text: string): FirehoseAnswer {
  try {
    return (JSON.parse(text) as FirehoseAnswer | null) ?? {};
  } catch {
    return {};
  }
}
