// DELTA_BINARY_PACKED (parquet-format Encodings.md): for sorted 64-bit integers and for the lengths of texts.
// Deltas are computed as doubles; `deltasAreExact` says whether a column allows that.
import type { ByteSink } from './byte-sink.ts';

const BLOCK_SIZE = 128;
const MINIBLOCKS = 4;
const MINIBLOCK_SIZE = BLOCK_SIZE / MINIBLOCKS;
const TWO_32 = 4_294_967_296;

/** High lanes this far apart mean a delta near 2^51; the difference of two such deltas still is an exact double. */
const MAX_HIGH_DELTA = 0x7ffff;

/**
 * Whether all deltas, and the differences between deltas, are exact as doubles. A delta past 2^52 would corrupt all later
 * values silently: one span that starts at 100 ns in a file of 2026 is enough.
 */
export function deltasAreExact(high: Int32Array, count: number): boolean {
  for (let index = 1; index < count; index++) {
    const delta = high[index] - high[index - 1];
    if (delta > MAX_HIGH_DELTA || delta < -MAX_HIGH_DELTA) return false;
  }
  return true;
}

/** Writes `count` 64-bit integers given as lanes; only where `deltasAreExact`. */
export function writeDeltaInt64(sink: ByteSink, low: Int32Array, high: Int32Array, count: number): void {
  writeHeader(sink, count);
  if (count === 0) sink.byte(0);
  else writeZigzagLanes(sink, low[0], high[0]);
  const deltas = new Float64Array(BLOCK_SIZE);
  for (let start = 1; start < count; start += BLOCK_SIZE) {
    const size = Math.min(BLOCK_SIZE, count - start);
    for (let offset = 0; offset < size; offset++) {
      const index = start + offset;
      deltas[offset] = (high[index] - high[index - 1]) * TWO_32 + ((low[index] >>> 0) - (low[index - 1] >>> 0));
    }
    writeBlock(sink, deltas, size);
  }
}

/** Writes `count` 32-bit integers. */
export function writeDeltaInt32(sink: ByteSink, values: Int32Array, count: number): void {
  writeHeader(sink, count);
  sink.zigzagVarint(count === 0 ? 0 : values[0]);
  const deltas = new Float64Array(BLOCK_SIZE);
  for (let start = 1; start < count; start += BLOCK_SIZE) {
    const size = Math.min(BLOCK_SIZE, count - start);
    for (let offset = 0; offset < size; offset++) {
      deltas[offset] = values[start + offset] - values[start + offset - 1];
    }
    writeBlock(sink, deltas, size);
  }
}

function writeHeader(sink: ByteSink, count: number): void {
  sink.varint(BLOCK_SIZE);
  sink.varint(MINIBLOCKS);
  sink.varint(count);
}

/** Zigzag ULEB128 of any 64-bit integer. */
function writeZigzagLanes(sink: ByteSink, low: number, high: number): void {
  const sign = high >> 31;
  let zigzagLow = (low << 1) ^ sign;
  let zigzagHigh = ((high << 1) | (low >>> 31)) ^ sign;
  while (zigzagHigh !== 0 || zigzagLow >>> 0 > 0x7f) {
    sink.byte((zigzagLow & 0x7f) | 0x80);
    zigzagLow = (zigzagLow >>> 7) | (zigzagHigh << 25);
    zigzagHigh >>>= 7;
  }
  sink.byte(zigzagLow);
}

/** One block: the least delta, a width for each miniblock, the packed rest. Destroys `deltas`. */
function writeBlock(sink: ByteSink, deltas: Float64Array, size: number): void {
  let least = deltas[0];
  for (let index = 1; index < size; index++) if (deltas[index] < least) least = deltas[index];
  for (let index = 0; index < size; index++) deltas[index] -= least;
  deltas.fill(0, size);
  sink.zigzagVarint(least);
  sink.reserve(MINIBLOCKS + BLOCK_SIZE * 8);
  const widthsAt = sink.length;
  sink.length += MINIBLOCKS;
  for (let miniblock = 0; miniblock < MINIBLOCKS; miniblock++) {
    const start = miniblock * MINIBLOCK_SIZE;
    const width = start < size ? widthOf(deltas, start) : 0;
    sink.bytes[widthsAt + miniblock] = width;
    if (width > 0) packMiniblock(sink, deltas, start, width);
  }
}

function widthOf(deltas: Float64Array, start: number): number {
  let largest = 0;
  for (let index = start; index < start + MINIBLOCK_SIZE; index++) if (deltas[index] > largest) largest = deltas[index];
  if (largest < TWO_32) return 32 - Math.clz32(largest);
  return 64 - Math.clz32(Math.floor(largest / TWO_32));
}

/** Packs 32 values of up to 53 bits, least significant bit first, in pieces of 16 bits so that bit operators suffice. */
function packMiniblock(sink: ByteSink, deltas: Float64Array, start: number, width: number): void {
  const bytes = sink.bytes;
  let at = sink.length;
  let pending = 0;
  let pendingBits = 0;
  for (let index = start; index < start + MINIBLOCK_SIZE; index++) {
    let rest = deltas[index];
    for (let left = width; left > 0; left -= 16) {
      pending |= (rest % 0x1_0000) << pendingBits;
      pendingBits += Math.min(left, 16);
      rest = Math.floor(rest / 0x1_0000);
      while (pendingBits >= 8) {
        bytes[at++] = pending;
        pending >>>= 8;
        pendingBits -= 8;
      }
    }
  }
  sink.length = at;
}
