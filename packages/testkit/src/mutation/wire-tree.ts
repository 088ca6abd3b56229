// A protobuf body as a tree in which everything can be made wrong: tags, wire types, lengths, varints that are longer than they need be.
import { OTLP_SCHEMA, type OtlpField, type OtlpMessageName, wireTypeOf } from '../otlp/otlp-schema.ts';

export interface WireNode {
  field: number;
  wireType: number;
  /** What the field is by the schema; `null` for what no schema knows. */
  readonly known: OtlpField | null;
  content:
    | { kind: 'varint'; value: bigint }
    | { kind: 'bytes'; bytes: Uint8Array }
    | { kind: 'message'; message: OtlpMessageName; children: WireNode[] };
  /** Bytes that the tag, the length and the value of a varint have more than they need. */
  padding: { tag: number; length: number; value: number };
  /** Added to the length that is written. */
  lengthError: number;
}

export function wireNode(field: number, wireType: number, content: WireNode['content']): WireNode {
  return { field, wireType, known: null, content, padding: { tag: 0, length: 0, value: 0 }, lengthError: 0 };
}

/** Of a body that is whole. */
export function parseWireTree(bytes: Uint8Array, message: OtlpMessageName = 'Request'): WireNode[] {
  const nodes: WireNode[] = [];
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[position++]!;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const take = (size: number) => bytes.subarray(position, (position += size));
  while (position < bytes.length) {
    const tag = Number(varint());
    const [field, wireType] = [tag >> 3, tag & 7];
    const known = OTLP_SCHEMA[message].find((f) => f.number === field && wireTypeOf(f) === wireType) ?? null;
    let content: WireNode['content'];
    if (wireType === 0) content = { kind: 'varint', value: varint() };
    else if (wireType === 2) content = contentOf(take(Number(varint())), known);
    else content = { kind: 'bytes', bytes: take(wireType === 1 ? 8 : 4) };
    nodes.push({ ...wireNode(field, wireType, content), known });
  }
  return nodes;
}

function contentOf(bytes: Uint8Array, known: OtlpField | null): WireNode['content'] {
  if (known === null || known.message === null) return { kind: 'bytes', bytes };
  return { kind: 'message', message: known.message, children: parseWireTree(bytes, known.message) };
}

function pushVarint(out: number[], value: bigint | number, padding = 0): void {
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  if (padding === 0) {
    out.push(Number(rest));
    return;
  }
  out.push(Number(rest) | 128);
  for (let n = 1; n < padding; n++) out.push(128);
  out.push(0);
}

export function encodeWireTree(nodes: readonly WireNode[]): Uint8Array {
  return Uint8Array.from(treeBytes(nodes));
}

function treeBytes(nodes: readonly WireNode[]): number[] {
  const out: number[] = [];
  for (const node of nodes) pushNode(out, node);
  return out;
}

function pushNode(out: number[], { field, wireType, content, padding, lengthError }: WireNode): void {
  pushVarint(out, BigInt(field) * 8n + BigInt(wireType), padding.tag);
  if (content.kind === 'varint') {
    pushVarint(out, content.value, padding.value);
    return;
  }
  const bytes = content.kind === 'bytes' ? content.bytes : treeBytes(content.children);
  if (wireType === 2) pushVarint(out, Math.max(0, bytes.length + lengthError), padding.length);
  for (const byte of bytes) out.push(byte);
}
