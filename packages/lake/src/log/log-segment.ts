// The memory of one log file: bodies as received, each behind its record header, decoded where they lie.
import type { BatchDecoder, BodyFormat, DecodeResult } from '@tracelake/schema';
import { isTracelakeError } from '@tracelake/schema';
import type { LogFile } from './log-file.ts';
import {
  FILE_HEADER_BYTES,
  logSeed,
  RECORD_HEADER_BYTES,
  type RecordFacts,
  weightOf,
  writeFileHeader,
  writeRecordHeader,
} from './log-record.ts';
import type { SegmentMemory } from './segment-pool.ts';

/** Where a record lies in the segment: header at `start`, body from `start + RECORD_HEADER_BYTES` to `end`. */
export interface PlacedRecord {
  readonly start: number;
  readonly end: number;
}

/** A body in its place, decoded. */
export interface PlacedBody extends PlacedRecord {
  readonly decoded: DecodeResult;
  readonly weight: number;
}

export interface SealedRecord extends PlacedRecord {
  readonly facts: RecordFacts;
}

export interface LogSegmentOptions {
  readonly sequence: number;
  readonly lakeId: string;
  readonly createdAtMs: number;
  readonly createdAtMonotonicMs: number;
  readonly memory: SegmentMemory;
  readonly file: LogFile;
}

export class LogSegment {
  readonly sequence: number;
  readonly createdAtMs: number;
  readonly createdAtMonotonicMs: number;
  readonly bytes: Uint8Array;
  /** `null` once its batch was handed over: it then serves another segment. */
  decoder: BatchDecoder | null;
  readonly file: LogFile;
  /** No more bodies. */
  isClosed = false;
  /** The batch holds rows that the log does not: only the log may be rolled. */
  isTainted = false;
  /** It failed in the middle of a body. */
  hasBrokenDecoder = false;
  /** Bodies that wait for the disk. */
  pendingBodies = 0;
  committedRows = 0;
  /** How much the bodies so far are to write. */
  weight = 0;
  /** Of the bodies on disk. */
  readonly bodies: RecordFacts[] = [];
  private readonly seed: number;
  private position = FILE_HEADER_BYTES;

  constructor(options: LogSegmentOptions) {
    this.sequence = options.sequence;
    this.createdAtMs = options.createdAtMs;
    this.createdAtMonotonicMs = options.createdAtMonotonicMs;
    this.file = options.file;
    this.bytes = options.memory.bytes;
    this.decoder = options.memory.decoder;
    this.seed = logSeed(options.lakeId, options.sequence);
    writeFileHeader(this.bytes, options.sequence, options.createdAtMs, this.seed);
  }

  /** Segment memory that a body needs, its header included. */
  static bytesFor(bodyBytes: number): number {
    return FILE_HEADER_BYTES + RECORD_HEADER_BYTES + bodyBytes;
  }

  hasRoomFor(bodyBytes: number): boolean {
    return this.position + RECORD_HEADER_BYTES + bodyBytes <= this.bytes.length;
  }

  /** Another segment's decoder takes the next body in less time. */
  get isCrowded(): boolean {
    return this.decoder?.isCrowded ?? false;
  }

  get fileHeader(): Uint8Array {
    return this.bytes.subarray(0, FILE_HEADER_BYTES);
  }

  /**
   * Copies a body in and decodes it. Its place is never given again, even when it is refused: entries of the batch's
   * dictionaries may already point into it. Throws `malformed_body`, `body_too_large`; any other error taints the segment.
   */
  place(chunks: readonly Uint8Array[], sizeBytes: number, format: BodyFormat): PlacedBody {
    const start = this.position;
    const body = start + RECORD_HEADER_BYTES;
    const end = body + sizeBytes;
    let at = body;
    for (const chunk of chunks) {
      this.bytes.set(chunk, at);
      at += chunk.length;
    }
    this.position = end;
    const decoder = this.decoder!;
    const valuesBefore = decoder.values;
    try {
      const decoded = decoder.decode(body, end, format);
      const weight = weightOf(decoder.values - valuesBefore);
      this.weight += weight;
      return { start, end, decoded, weight };
    } catch (error) {
      this.hasBrokenDecoder ||= !isTracelakeError(error);
      this.isTainted ||= this.hasBrokenDecoder;
      throw error;
    }
  }

  /** Makes what was placed a record of the log, which waits for the disk from now on. */
  seal({ start, end }: PlacedRecord, facts: RecordFacts): SealedRecord {
    writeRecordHeader(this.bytes, start, end, facts, this.seed);
    this.pendingBodies++;
    return { start, end, facts };
  }

  /** These records wait no longer: they are on disk, or failed to get there. */
  settle(records: readonly SealedRecord[], isOnDisk: boolean): void {
    this.pendingBodies -= records.length;
    if (!isOnDisk) {
      this.isTainted = true;
      return;
    }
    for (const { facts } of records) {
      this.committedRows += facts.rows;
      this.bodies.push(facts);
    }
  }
}
