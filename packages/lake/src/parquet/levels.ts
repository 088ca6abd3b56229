// Repetition and definition levels of one leaf: which values are there, and where rows and elements begin.
import type { ByteSink } from './byte-sink.ts';
import { bitWidth, writeRepeatedRun, writeRleHybrid } from './rle-hybrid.ts';

/** The level part of one leaf's data page. */
export interface Levels {
  /** Values including the missing ones: what a page header calls `num_values`. */
  readonly count: number;
  readonly nullCount: number;
  write(sink: ByteSink): void;
}

/** Writes one level stream behind its length in four bytes, as data page V1 wants it. */
function writeStream(sink: ByteSink, writeRuns: () => void): void {
  const start = sink.length;
  sink.int32(0);
  writeRuns();
  sink.view.setInt32(start, sink.length - start - 4, true);
}

/** Definition levels of a scalar column: `rows` ascending, `null` when every row has a value. */
export function rowLevels(rows: Int32Array | null, valueCount: number, rowCount: number): Levels {
  return {
    count: rowCount,
    nullCount: rowCount - valueCount,
    write(sink) {
      writeStream(sink, () => {
        if (valueCount === rowCount) writeRepeatedRun(sink, 1, rowCount, 1);
        else if (rows === null || valueCount === 0) writeRepeatedRun(sink, 0, rowCount, 1);
        else writeBitmap(sink, rows, valueCount, rowCount);
      });
    },
  };
}

/** One bit-packed run with the bits of `rows` set: the compressor makes of it what runs would. */
function writeBitmap(sink: ByteSink, rows: Int32Array, valueCount: number, rowCount: number): void {
  const groups = (rowCount + 7) >> 3;
  sink.varint(groups * 2 + 1);
  sink.reserve(groups);
  const { bytes, length: start } = sink;
  bytes.fill(0, start, start + groups);
  for (let index = 0; index < valueCount; index++) {
    const row = rows[index];
    bytes[start + (row >> 3)] |= 1 << (row & 7);
  }
  sink.length = start + groups;
}

/** A leaf whose column is NULL in every row. */
export function nullLevels(rowCount: number, maxRepetition: number, maxDefinition: number): Levels {
  return {
    count: rowCount,
    nullCount: rowCount,
    write(sink) {
      if (maxRepetition > 0) writeStream(sink, () => writeRepeatedRun(sink, 0, rowCount, bitWidth(maxRepetition)));
      writeStream(sink, () => writeRepeatedRun(sink, 0, rowCount, bitWidth(maxDefinition)));
    },
  };
}

/** Levels given one by one, below a map or a list. */
export function nestedLevels(
  repetition: Uint8Array,
  maxRepetition: number,
  definition: Uint8Array,
  maxDefinition: number,
  nullCount: number,
): Levels {
  const count = repetition.length;
  return {
    count,
    nullCount,
    write(sink) {
      writeStream(sink, () => writeRleHybrid(sink, repetition, count, bitWidth(maxRepetition)));
      writeStream(sink, () => writeRleHybrid(sink, definition, count, bitWidth(maxDefinition)));
    },
  };
}

/** How the entries of a repeated column lie in its level streams: an empty row takes one slot too. */
export interface RepeatedSlots {
  readonly count: number;
  readonly repetition: Uint8Array;
  /** 1 where an entry stands, 0 at an empty row. */
  readonly filled: Uint8Array;
}

/** Entries of row r are `ends[r - 1]` to `ends[r]`. */
export function repeatedSlots(ends: Int32Array, rowCount: number): RepeatedSlots {
  let count = 0;
  for (let row = 0, start = 0; row < rowCount; row++) {
    const entries = ends[row] - start;
    count += entries === 0 ? 1 : entries;
    start = ends[row];
  }
  const repetition = new Uint8Array(count).fill(1);
  const filled = new Uint8Array(count).fill(1);
  for (let row = 0, start = 0, slot = 0; row < rowCount; row++) {
    const entries = ends[row] - start;
    repetition[slot] = 0;
    if (entries === 0) filled[slot] = 0;
    slot += entries === 0 ? 1 : entries;
    start = ends[row];
  }
  return { count, repetition, filled };
}

/** Definition levels from slots: `filledLevel` where an entry stands, `emptyLevel` elsewhere. */
export function definitionOf(slots: RepeatedSlots, filledLevel: number, emptyLevel: number): Uint8Array {
  const definition = new Uint8Array(slots.count).fill(filledLevel);
  const { filled } = slots;
  for (let slot = 0; slot < slots.count; slot++) if (filled[slot] === 0) definition[slot] = emptyLevel;
  return definition;
}
