// A receiver on a real socket before a real writer, for the tests of this folder.
import { LakeWriter } from '@tracelake/lake';
import { createOtlpDecoder } from '@tracelake/otlp';
import { SPANS_TABLE } from '@tracelake/schema';
import { encodeOtlpJson, encodeOtlpProtobuf } from '@tracelake/testkit';
import protobuf from 'protobufjs';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { AccessRules } from '../../src/http/access-rules.ts';
import { listen } from '../../src/http/listen.ts';
import {
  DEFAULT_OTLP_LIMITS,
  type IngestBody,
  OtlpReceiver,
  type OtlpReceiverLimits,
} from '../../src/otlp/otlp-receiver.ts';
import { span, traceRequest } from '../support/sample-spans.ts';
import { type TempFolder, tempFolder } from '../support/temp-folder.ts';
import type { RawAnswer } from './raw-exchange.ts';

const REQUEST = traceRequest('shop', [span('0000000000000001', {})]);
export const PROTOBUF = encodeOtlpProtobuf(REQUEST);
export const JSON_BODY = encodeOtlpJson(REQUEST);
export const AS_PROTOBUF = { 'content-type': 'application/x-protobuf' };
export const AS_JSON = { 'content-type': 'application/json' };

export const STATUS = protobuf
  .parse('syntax="proto3"; message Status { int32 code = 1; string message = 2; }')
  .root.lookupType('Status');

export interface ReceiverParts {
  readonly limits?: Partial<OtlpReceiverLimits>;
  readonly rules?: Partial<AccessRules>;
  readonly ingest?: IngestBody;
}

export interface ReceiverBench {
  /** Opens a receiver that is closed after the test. */
  receiverUrl(parts?: ReceiverParts): Promise<string>;
  /** Those of the running test. */
  readonly open: OtlpReceiver[];
}

/** Opens one writer for the tests of the calling file. */
export function useReceivers(): ReceiverBench {
  let folder: TempFolder;
  let writer: LakeWriter;
  const open: OtlpReceiver[] = [];
  beforeAll(async () => {
    folder = tempFolder();
    const parts = { folder: folder.path, table: SPANS_TABLE, decoderFactory: createOtlpDecoder, worker: null };
    writer = await LakeWriter.open(parts);
  });
  afterEach(async () => {
    for (const receiver of open.splice(0)) await receiver.close();
  });
  afterAll(async () => {
    await writer.close();
    folder.remove();
  });
  const receiverUrl = async ({ limits, rules, ingest }: ReceiverParts = {}): Promise<string> => {
    const receiver = new OtlpReceiver({
      ingest: ingest ?? (({ chunks, sizeBytes }, format) => writer.append(chunks, sizeBytes, format)),
      rules: { loopbackOnly: true, token: null, allowedOrigins: [], ...rules },
      limits: { ...DEFAULT_OTLP_LIMITS, ...limits },
      log: () => {},
    });
    open.push(receiver);
    return `http://127.0.0.1:${await listen(receiver.server, { host: '127.0.0.1', port: 0, flag: '--otlp-port' })}`;
  };
  return { receiverUrl, open };
}

/** The code in front of a Status's message, whichever type the answer has. */
export function codeOf({ headers, body }: RawAnswer): string {
  const json = headers['content-type'] === 'application/json';
  const status = json ? JSON.parse(body.toString()) : STATUS.toObject(STATUS.decode(body));
  return (status.message as string).split(':')[0];
}

/** Stores nothing, and answers once it is let go. */
export function heldIngest(): { ingest: IngestBody; first: Promise<void>; release: () => void } {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let entered = (): void => {};
  const first = new Promise<void>((resolve) => {
    entered = resolve;
  });
  const ingest: IngestBody = async () => {
    entered();
    await held;
    return { rows: 1, rejected: 0, message: '' };
  };
  return { ingest, first, release };
}
