// A spool segment as bytes: frames of documents, and frames that say which of them are settled. Each has a checksum, so that
// what a full disk cut off or a fault changed costs that frame only.

/**
 * magic "TLS1" · kind · first index · count · length · CRC-32 of all before it and of the content, each a u32; then the content.
 * Documents: `count` of them, each with its line feed. Settled: `count` pairs (first index, how many) of u32.
 */
export const MAGIC = 0x544c_5331;
export const KIND_AT = 4;
export const FIRST_AT = 8;
export const COUNT_AT = 12;
export const LENGTH_AT = 16;
export const CRC_AT = 20;
export const FRAME_HEADER_BYTES = 24;
const DOCUMENTS = 1;
export const SETTLED = 2;
const LINE_FEED = 10;

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
