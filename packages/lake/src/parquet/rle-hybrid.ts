// The RLE / bit-packed hybrid of levels and dictionary indices (parquet-format Encodings.md, RLE).
import type { ByteSink } from './byte-sink.ts';

/** A run shorter than this stays in the bit-packed run it interrupts. */
const MIN_REPEATS = 16;

/** Bits that hold every number from 0 to `largest`. */
export function bitWidth(largest: number): number {
  return 32 - Math.clz32(largest);
}

/** Writes `values[0, count)`, each below 2^`width`; `width` is at most 24. */
export function writeRleHybrid(sink: ByteSink, values: Uint8Array | Int32Array, count: number, width: number): void {
  if (width === 0) {
    sink.varint(count * 2);
    return;
  }
  let literalStart = 0;
  let position = 0;
  while (position < count) {
    const value = values[position];
    let end = position + 1;
    while (end < count && values[end] === value) end++;
    if (end - position >= MIN_REPEATS) {
      // Bit-packed runs come in groups of eight: the literals before take what fills their last group.
      const fill = (8 - ((position - literalStart) & 7)) & 7;
      writeBitPackedRun(sink, values, literalStart, position + fill, width);
      writeRepeatedRun(sink, value, end - position - fill, width);
      literalStart = end;
    }
    position = end;
  }
  writeBitPackedRun(sink, values, literalStart, count, width);
}

/** One value, `count` times. */
export function writeRepeatedRun(sink: ByteSink, value: number, count: number, width: number): void {
  sink.varint(count * 2);
  for (let shift = 0; shift < width; shift += 8) sink.byte((value >>> shift) & 0xff);
}

function writeBitPackedRun(
  sink: ByteSink,
  values: Uint8Array | Int32Array,
  start: number,
  end: number,
  width: number,
): void {
  if (end <= start) return;
  const groups = (end - start + 7) >> 3;
  sink.varint(groups * 2 + 1);
  sink.reserve(groups * width + 4);
  const bytes = sink.bytes;
  let at = sink.length;
  const runEnd = at + groups * width;
  let pending = 0;
  let pendingBits = 0;
  for (let index = start; index < end; index++) {
    pending |= values[index] << pendingBits;
    pendingBits += width;
    while (pendingBits >= 8) {
      bytes[at++] = pending;
      pending >>>= 8;
      pendingBits -= 8;
    }
  }
  if (pendingBits > 0) bytes[at++] = pending;
  bytes.fill(0, at, runEnd);
  sink.length = runEnd;
}

/** Dictionary indices as a data page has them: one byte of width, then the hybrid. */
export function writeDictionaryIndices(sink: ByteSink, ids: Int32Array, count: number, dictionarySize: number): void {
  const width = bitWidth(Math.max(dictionarySize - 1, 0));
  sink.byte(width);
  writeRleHybrid(sink, ids, count, width);
}
