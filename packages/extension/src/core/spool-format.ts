// A spool segment as bytes: frames of documents, and frames that say which of them are settled. Each has a checksum, so that
// what a full disk cut off or a fault changed costs that frame only.

/**
 * magic "TLS1" · kind · first index · count · length · CRC-32 of all before it and of the content, each a u32; then the content.
 * Documents: `count` of them, each with its line feed. Settled: `count` pairs (first index, how many) of u32.
 */
const MAGIC = 0x544c_5331;
const KIND_AT = 4;
const FIRST_AT = 8;
const COUNT_AT = 12;
const LENGTH_AT = 16;
const CRC_AT = 20;
export const FRAME_HEADER_BYTES = 24;
const DOCUMENTS = 1;
const SETTLED = 2;
const LINE_FEED = 10;

export interface SegmentContent {
  /** What is to be sent, by index. */
  readonly documents: ReadonlyMap<number, Uint8Array>;
  /** Documents that can no longer be read; a last piece without a header counts as one. */
  readonly damaged: number;
}

export function documentsFrame(firstIndex: number, documents: readonly Uint8Array[]): Uint8Array {
  const length = documents.reduce((total, { length }) => total + length, 0);
  const frame = new Uint8Array(FRAME_HEADER_BYTES + length);
  let at = FRAME_HEADER_BYTES;
  for (const document of documents) {
    frame.set(document, at);
    at += document.length;
  }
  return sealed(frame, DOCUMENTS, firstIndex, documents.length);
}

/** `indexes` in rising order. */
export function settledFrame(indexes: readonly number[]): Uint8Array {
  const ranges: [first: number, count: number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last !== undefined && last[0] + last[1] === index) last[1]++;
    else ranges.push([index, 1]);
  }
  const frame = new Uint8Array(FRAME_HEADER_BYTES + ranges.length * 8);
  const view = new DataView(frame.buffer);
  ranges.forEach(([first, count], i) => {
    view.setUint32(FRAME_HEADER_BYTES + i * 8, first);
    view.setUint32(FRAME_HEADER_BYTES + i * 8 + 4, count);
  });
  return sealed(frame, SETTLED, 0, ranges.length);
}

export function readSegment(bytes: Uint8Array): SegmentContent {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const documents = new Map<number, Uint8Array>();
  const settled = new Set<number>();
  let end = 0;
  let tail = 0;
  let at = 0;
  while (at < bytes.length) {
    const frame = frameAt(bytes, view, at);
    if (frame === undefined) {
      tail = 1;
      at = nextMagic(view, at + 1);
      continue;
    }
    at = frame.end;
    if (frame.kind === SETTLED) settle(settled, frame.content, frame.count);
    else {
      for (const [i, line] of splitLines(frame.content).entries()) documents.set(frame.firstIndex + i, line);
      end = frame.firstIndex + frame.count;
      // What was broken before it shows in the indexes.
      tail = 0;
    }
  }
  let damaged = tail;
  for (let index = 0; index < end; index++) {
    if (settled.has(index)) documents.delete(index);
    else if (!documents.has(index)) damaged++;
  }
  return { documents, damaged };
}

interface Frame {
  readonly kind: number;
  readonly firstIndex: number;
  readonly count: number;
  readonly content: Uint8Array;
  readonly end: number;
}

/** A whole frame, or `undefined`. */
function frameAt(bytes: Uint8Array, view: DataView, at: number): Frame | undefined {
  if (at + FRAME_HEADER_BYTES > bytes.length || view.getUint32(at) !== MAGIC) return undefined;
  const end = at + FRAME_HEADER_BYTES + view.getUint32(at + LENGTH_AT);
  if (end > bytes.length) return undefined;
  const content = bytes.subarray(at + FRAME_HEADER_BYTES, end);
  if (crc32(content, crc32(bytes.subarray(at, at + CRC_AT))) !== view.getUint32(at + CRC_AT)) return undefined;
  const [kind, firstIndex, count] = [KIND_AT, FIRST_AT, COUNT_AT].map((offset) => view.getUint32(at + offset));
  return { kind, firstIndex, count, content, end };
}

function nextMagic(view: DataView, from: number): number {
  for (let at = from; at + 4 <= view.byteLength; at++) if (view.getUint32(at) === MAGIC) return at;
  return view.byteLength;
}

/** Views of its lines, each with its line feed. */
export function splitLines(content: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  let start = 0;
  for (let at = content.indexOf(LINE_FEED); at >= 0; at = content.indexOf(LINE_FEED, start)) {
    lines.push(content.subarray(start, at + 1));
    start = at + 1;
  }
  return lines;
}

function settle(settled: Set<number>, content: Uint8Array, ranges: number): void {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let i = 0; i < ranges; i++) {
    const first = view.getUint32(i * 8);
    const end = first + view.getUint32(i * 8 + 4);
    for (let index = first; index < end; index++) settled.add(index);
  }
}

function sealed(frame: Uint8Array, kind: number, firstIndex: number, count: number): Uint8Array {
  const view = new DataView(frame.buffer);
  view.setUint32(0, MAGIC);
  view.setUint32(KIND_AT, kind);
  view.setUint32(FIRST_AT, firstIndex);
  view.setUint32(COUNT_AT, count);
  view.setUint32(LENGTH_AT, frame.length - FRAME_HEADER_BYTES);
  view.setUint32(CRC_AT, crc32(frame.subarray(FRAME_HEADER_BYTES), crc32(frame.subarray(0, CRC_AT))));
  return frame;
}

let crcTable: Uint32Array | undefined;

/** The CRC of zip and gzip; Node's own would load zlib. */
export function crc32(bytes: Uint8Array, before = 0): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
    return value;
  });
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ crcTable[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}
