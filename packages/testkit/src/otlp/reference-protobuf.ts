// Protobuf bytes to a plain OTLP request: slow, by the table, independent of the decoder.
// The last of several members of a oneof counts; a message that comes twice is one message. Two lists of one value are not joined.

import type { OtlpTraceRequest } from './otlp-request.ts';
import {
  MAX_NESTED_VALUES,
  OTLP_SCHEMA,
  type OtlpField,
  type OtlpMessageName,
  RefusedBody,
  wireTypeOf,
} from './otlp-schema.ts';

const MAX_TAG_BYTES = 5;
const MAX_VARINT_BYTES = 10;
const MAX_GROUP_DEPTH = 100;
const OLDER_SCOPE_SPANS = 'instrumentationLibrarySpans';

export interface ProtobufReferenceOptions {
  /** Refuse what is wrong inside an array or list, or in scopes under their older name, also where nobody ever reads it. */
  readonly strict: boolean;
}

/** Throws RefusedBody; with `strict: false` also later, when something broken in there is read. */
export function readOtlpProtobuf(bytes: Uint8Array, { strict }: ProtobufReferenceOptions): OtlpTraceRequest {
  return readMessage('Request', bytes, {}, { strict, depth: 0 }) as OtlpTraceRequest;
}

type Message = Record<string, unknown>;

interface Context {
  readonly strict: boolean;
  readonly depth: number;
}

function readMessage(name: OtlpMessageName, bytes: Uint8Array, into: Message, context: Context): Message {
  const cursor = new Cursor(bytes);
  while (!cursor.isAtEnd) {
    const tag = Number(cursor.varint(MAX_TAG_BYTES));
    const field = OTLP_SCHEMA[name].find((known) => known.number * 8 + wireTypeOf(known) === tag);
    if (field === undefined) cursor.skip(tag);
    else readField(field, cursor, into, name, context);
  }
  if (name === 'KeyValue') into['key'] ??= '';
  return into;
}

function readField(field: OtlpField, cursor: Cursor, into: Message, owner: OtlpMessageName, context: Context): void {
  if (field.message === null) {
    if (owner === 'AnyValue') clear(into);
    into[field.name] = readScalar(field, cursor);
    return;
  }
  const content = cursor.content();
  if (owner === 'AnyValue') {
    clear(into);
    into[field.name] = nested(field.message, content, { ...context, depth: context.depth + 1 });
  } else if (field.name === OLDER_SCOPE_SPANS && !context.strict) {
    readLater(field.message, content, into, context);
  } else if (field.repeated) {
    const list = (into[field.name] ??= []) as Message[];
    list.push(readMessage(field.message, content, {}, context));
  } else {
    const message = (into[field.name] ??= {}) as Message;
    readMessage(field.message, content, message, context);
  }
}

/** Of a oneof only the last member stays. */
function clear(message: Message): void {
  for (const name of Object.keys(message)) delete message[name];
}

/** Scopes under their older name, which nobody reads where there are some under the newer. */
function readLater(name: OtlpMessageName, content: Uint8Array, into: Message, context: Context): void {
  const before = Object.getOwnPropertyDescriptor(into, OLDER_SCOPE_SPANS)?.get ?? (() => []);
  const get = () => [...before(), readMessage(name, content, {}, context)];
  Object.defineProperty(into, OLDER_SCOPE_SPANS, { get, enumerable: true, configurable: true });
}

/** An array or list, which is read when it is asked for. */
function nested(name: OtlpMessageName, content: Uint8Array, context: Context): Message {
  const read = () => {
    if (context.depth > MAX_NESTED_VALUES) throw new RefusedBody('nested too deep');
    return readMessage(name, content, { values: [] }, context)['values'];
  };
  if (context.strict) return { values: read() };
  return {
    get values() {
      return read();
    },
  };
}

function readScalar(field: OtlpField, cursor: Cursor): unknown {
  switch (field.kind) {
    case 'text':
      return new TextDecoder('utf-8', { ignoreBOM: true }).decode(cursor.content());
    case 'bytes':
    case 'id':
      return cursor.content();
    case 'boolean':
      return cursor.varint(MAX_VARINT_BYTES) !== 0n;
    case 'int64':
      return BigInt.asIntN(64, cursor.varint(MAX_VARINT_BYTES));
    case 'uint32':
      return Number(BigInt.asUintN(32, cursor.varint(MAX_VARINT_BYTES)));
    case 'fixed64':
      return cursor.fixed(8).getBigUint64(0, true);
    case 'fixed32':
      return cursor.fixed(4).getUint32(0, true);
    default:
      return cursor.fixed(8).getFloat64(0, true);
  }
}

class Cursor {
  private readonly bytes: Uint8Array;
  private position = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.position >= this.bytes.length;
  }

  /** As 64 bits: what lies above is cut off. */
  varint(maxBytes: number): bigint {
    let value = 0n;
    for (let n = 0; n < maxBytes; n++) {
      if (this.isAtEnd) throw new RefusedBody('ends inside a number');
      const byte = this.bytes[this.position++]!;
      value |= BigInt(byte & 127) << BigInt(7 * n);
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw new RefusedBody('a number is too long');
  }

  private take(size: number): Uint8Array {
    if (this.position + size > this.bytes.length) throw new RefusedBody('a field reaches beyond its message');
    this.position += size;
    return this.bytes.subarray(this.position - size, this.position);
  }

  content(): Uint8Array {
    return this.take(Number(this.varint(MAX_TAG_BYTES)));
  }

  fixed(size: number): DataView {
    const taken = this.take(size);
    return new DataView(taken.buffer, taken.byteOffset, size);
  }

  skip(tag: number, groupDepth = 0): void {
    if (tag < 8) throw new RefusedBody('field number 0');
    const wireType = tag % 8;
    if (wireType === 0) this.varint(MAX_VARINT_BYTES);
    else if (wireType === 1) this.take(8);
    else if (wireType === 2) this.content();
    else if (wireType === 5) this.take(4);
    else if (wireType === 3) this.skipGroup(tag, groupDepth + 1);
    else throw new RefusedBody(`wire type ${wireType}`);
  }

  private skipGroup(start: number, depth: number): void {
    if (depth > MAX_GROUP_DEPTH) throw new RefusedBody('groups are nested too deeply');
    for (;;) {
      const tag = Number(this.varint(MAX_TAG_BYTES));
      if (tag === start + 1) return;
      this.skip(tag, depth);
    }
  }
}
