// A spool segment as bytes: frames of documents, and frames that say which of them are settled. Each has a checksum, so that
// what a full disk cut off or a fault changed costs that frame only.

/**
 * magic "TLS2" · kind · first index · count · length · checksum of all with 0 in its place, each a u32; then the content.
 * Documents: `count` of them, each with its line feed. Settled: `count` pairs (first index, how many) of u32.
 */
export const MAGIC = 0x544c_5332;
export const KIND_AT = 4;
export const FIRST_AT = 8;
export const COUNT_AT = 12;
export const LENGTH_AT = 16;
export const CHECKSUM_AT = 20;
export const FRAME_HEADER_BYTES = 24;
export const DOCUMENTS = 1;
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
  view.setUint32(CHECKSUM_AT, checksumOf(frame));
  return frame;
}

const ODD = 0x2722_0a95;

/**
 * Four bytes a step, each of which can be undone, so that no change within one word goes unseen. In code that V8 has not optimized yet a CRC took 60 µs
 * a span, and Node's own would load zlib. Files are read where they were written: the order of bytes is the machine's.
 */
export function checksumOf(bytes: Uint8Array): number {
  const { buffer, byteOffset, length } = bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  const words = new Int32Array(buffer, byteOffset, length >> 2);
  const count = words.length;
  let sum = length;
  for (let i = 0; i < count; i++) sum = Math.imul(((sum << 5) | (sum >>> 27)) ^ words[i], ODD);
  for (let p = count * 4; p < length; p++) sum = Math.imul(((sum << 5) | (sum >>> 27)) ^ bytes[p], ODD);
  return sum >>> 0;
}
