// The bytes of a log file: a file header, then one record a body. What is whole is found again, whatever lies between.
//
// File header, 32 bytes, little-endian: "TLKLOG01" | created at, ms (f64) | sequence (f64) | 0 (u32) | crc32 of the 28 bytes before (u32).
// Record header, 48 bytes: "TLKR" | crc32 of the 40 bytes behind it (u32) | body length (u32) | crc32 of the body (u32)
//   | format (u8), weight (u24) | rows (u32) | rejected rows (u32) | SHA-1 of the body (20 bytes). Then the body.
// Header checksums start from a seed that only this lake knows, so that no body can pass for a record of its own.
import { crc32 } from 'node:zlib';
import { BODY_FORMATS, type BodyFormat } from '@tracelake/schema';

export const FILE_HEADER_BYTES = 32;
export const RECORD_HEADER_BYTES = 48;
export const FINGERPRINT_BYTES = 20;

const FILE_MAGIC = Buffer.from('TLKLOG01', 'latin1');
const RECORD_MAGIC = Buffer.from('TLKR', 'latin1');
const FORMATS: ReadonlyMap<number, BodyFormat> = new Map(
  Object.entries(BODY_FORMATS).map(([name, number]) => [number, name as BodyFormat]),
);

/** What a record says about its body besides the bytes. */
export interface RecordFacts {
  readonly format: BodyFormat;
  readonly rows: number;
  readonly rejected: number;
  /** See weightOf. */
  readonly weight: number;
  /** SHA-1 of the body, 20 bytes. */
  readonly fingerprint: Uint8Array;
}

/** A whole record; its body is `bytes[start, end)`. */
export interface LogRecord extends RecordFacts {
  readonly start: number;
  readonly end: number;
}

const WEIGHT_VALUES = 64;
const MAX_WEIGHT = 0xffffff;

/** How much there is to write for a body of so many values, in units of 64: small enough for a header, fine enough for one span. */
export function weightOf(values: number): number {
  return Math.min(MAX_WEIGHT, Math.ceil(values / WEIGHT_VALUES));
}

export interface LogScan {
  /** `null` when the file header is damaged. */
  readonly createdAtMs: number | null;
  readonly records: readonly LogRecord[];
  /** Ranges that are no whole record but have one behind them, or all of whose bytes are there and whose checksum fails, or whose header is none. */
  readonly damaged: readonly { readonly start: number; readonly end: number }[];
  /** Where the last whole or damaged record ends; what follows was cut off while it was written. */
  readonly endBytes: number;
}

export function logSeed(lakeId: string, sequence: number): number {
  return crc32(`${lakeId}/${sequence}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Writes the file header at `bytes[0, 32)`. */
export function writeFileHeader(bytes: Uint8Array, sequence: number, createdAtMs: number, seed: number): void {
  const view = viewOf(bytes);
  bytes.set(FILE_MAGIC, 0);
  view.setFloat64(8, createdAtMs, true);
  view.setFloat64(16, sequence, true);
  view.setUint32(24, 0, true);
  view.setUint32(28, crc32(bytes.subarray(0, 28), seed), true);
}

/** Writes the header of the record whose body is already at `bytes[at + 48, end)`. */
export function writeRecordHeader(bytes: Uint8Array, at: number, end: number, facts: RecordFacts, seed: number): void {
  const view = viewOf(bytes);
  const body = at + RECORD_HEADER_BYTES;
  bytes.set(RECORD_MAGIC, at);
  view.setUint32(at + 8, end - body, true);
  view.setUint32(at + 12, crc32(bytes.subarray(body, end)), true);
  view.setUint32(at + 16, BODY_FORMATS[facts.format] + facts.weight * 256, true);
  view.setUint32(at + 20, facts.rows, true);
  view.setUint32(at + 24, facts.rejected, true);
  bytes.set(facts.fingerprint, at + 28);
  view.setUint32(at + 4, crc32(bytes.subarray(at + 8, body), seed), true);
}

/** Whether a record header of this lake stands at `at`. */
function isRecordHeader(bytes: Uint8Array, view: DataView, at: number, seed: number): boolean {
  if (at + RECORD_HEADER_BYTES > bytes.length) return false;
  for (let i = 0; i < RECORD_MAGIC.length; i++) {
    if (bytes[at + i] !== RECORD_MAGIC[i]) return false;
  }
  return crc32(bytes.subarray(at + 8, at + RECORD_HEADER_BYTES), seed) === view.getUint32(at + 4, true);
}

function nextRecordHeader(bytes: Uint8Array, view: DataView, from: number, seed: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = buffer.indexOf(RECORD_MAGIC, from);
  while (at !== -1 && !isRecordHeader(bytes, view, at, seed)) at = buffer.indexOf(RECORD_MAGIC, at + 1);
  return at;
}

/** Whether an end without a header was cut off within one: a kill leaves the beginning of a record, a power cut zeros. */
function isCutOff(bytes: Uint8Array, at: number): boolean {
  return bytes.length - at < RECORD_HEADER_BYTES || bytes.subarray(at).every((byte) => byte === 0);
}

function createdAtOf(bytes: Uint8Array, view: DataView, seed: number): number | null {
  if (bytes.length < FILE_HEADER_BYTES || !FILE_MAGIC.equals(bytes.subarray(0, FILE_MAGIC.length))) return null;
  if (crc32(bytes.subarray(0, 28), seed) !== view.getUint32(28, true)) return null;
  return view.getFloat64(8, true);
}

/** Finds every whole record of a log file. Linear in its size, also when it is damaged on purpose. */
export function scanLog(bytes: Uint8Array, seed: number): LogScan {
  const view = viewOf(bytes);
  const records: LogRecord[] = [];
  const damaged: { start: number; end: number }[] = [];
  let at = Math.min(FILE_HEADER_BYTES, bytes.length);
  while (at < bytes.length) {
    if (!isRecordHeader(bytes, view, at, seed)) {
      const following = nextRecordHeader(bytes, view, at, seed);
      if (following === -1 && isCutOff(bytes, at)) break;
      const next = following === -1 ? bytes.length : following;
      damaged.push({ start: at, end: next });
      at = next;
      continue;
    }
    const start = at + RECORD_HEADER_BYTES;
    const end = start + view.getUint32(at + 8, true);
    const format = FORMATS.get(view.getUint8(at + 16));
    if (end <= bytes.length && format !== undefined && isBody(bytes.subarray(start, end), view, at)) {
      records.push({ ...recordFacts(bytes, view, at, format), start, end });
      at = end;
      continue;
    }
    // A header within the body: bytes of this one are gone from the middle of the file, which did not end here.
    const within = nextRecordHeader(bytes, view, start, seed);
    if (within === -1 && end > bytes.length) break;
    const next = within === -1 ? end : Math.min(within, end);
    damaged.push({ start: at, end: next });
    at = next;
  }
  return { createdAtMs: createdAtOf(bytes, view, seed), records, damaged, endBytes: at };
}

function isBody(body: Uint8Array, view: DataView, header: number): boolean {
  return crc32(body) === view.getUint32(header + 12, true);
}

function recordFacts(bytes: Uint8Array, view: DataView, at: number, format: BodyFormat): RecordFacts {
  return {
    format,
    rows: view.getUint32(at + 20, true),
    rejected: view.getUint32(at + 24, true),
    weight: view.getUint32(at + 16, true) >>> 8,
    fingerprint: bytes.slice(at + 28, at + 28 + FINGERPRINT_BYTES),
  };
}
