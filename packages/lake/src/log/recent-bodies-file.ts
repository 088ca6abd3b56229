// The files of wal/recent/, by which bodies are known across restarts. Each entry has a checksum of its own: damage costs those it lies in.
import { crc32 } from 'node:zlib';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { FINGERPRINT_BYTES } from './log-record.ts';
import type { Arrival, RecentBody } from './recent-bodies.ts';

const MAGIC = new TextEncoder().encode('TLR1');
/** Magic | how many entries (u32): a file that was cut behind one says so. */
const HEADER_BYTES = 8;
const ENTRY_BYTES = 40;
const SEALED_ENTRY_BYTES = ENTRY_BYTES + 4;
/** Three times what is remembered, and more than the logs of one landing can have. Whoever finds more reads no further. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Bodies that came together. */
export interface RecentRun {
  readonly arrival: Arrival;
  readonly bodies: readonly Pick<RecentBody, 'fingerprint' | 'rows' | 'rejected'>[];
}

export interface RecentBodiesFile {
  /** Of a damaged file what is whole. */
  readonly bodies: readonly RecentBody[];
  readonly isDamaged: boolean;
}

/** 44 bytes a body, little-endian: fingerprint | rows (u32) | rejected (u32) | arrival, ms (f64) | the same by monotonic time, s (u32), 0: not known | crc32 (u32). */
export function encodeRecentBodies(runs: readonly RecentRun[]): Uint8Array {
  const entries = runs.flatMap(({ arrival, bodies }) => bodies.map((body) => ({ ...arrival, ...body })));
  const bytes = new Uint8Array(HEADER_BYTES + entries.length * SEALED_ENTRY_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint32(4, entries.length, true);
  entries.forEach(({ fingerprint, rows, rejected, atMs, atMonotonicMs }, n) => {
    const at = HEADER_BYTES + n * SEALED_ENTRY_BYTES;
    bytes.set(fingerprint, at);
    view.setUint32(at + 20, rows, true);
    view.setUint32(at + 24, rejected, true);
    view.setFloat64(at + 28, atMs, true);
    view.setUint32(at + 36, atMonotonicMs === null ? 0 : Math.max(1, Math.floor(atMonotonicMs / 1_000)), true);
    view.setUint32(at + ENTRY_BYTES, crc32(bytes.subarray(at, at + ENTRY_BYTES)), true);
  });
  return bytes;
}

export function decodeRecentBodies(file: Uint8Array): RecentBodiesFile {
  const unsealed = unsealedEntries(file);
  if (unsealed !== null) return { bodies: unsealed, isDamaged: false };
  const view = viewOf(file);
  const bodies: RecentBody[] = [];
  for (let at = HEADER_BYTES; at + SEALED_ENTRY_BYTES <= file.length; at += SEALED_ENTRY_BYTES) {
    const isWhole = crc32(file.subarray(at, at + ENTRY_BYTES)) === view.getUint32(at + ENTRY_BYTES, true);
    if (isWhole) bodies.push(entryAt(file, at));
  }
  const hasHeader = file.length >= HEADER_BYTES && MAGIC.every((byte, n) => file[n] === byte);
  const isWhole =
    hasHeader &&
    view.getUint32(4, true) === bodies.length &&
    file.length === HEADER_BYTES + bodies.length * SEALED_ENTRY_BYTES;
  return { bodies, isDamaged: !isWhole };
}

/** Throws `object_not_found`. */
export async function readRecentBodies(storage: FolderStorage, path: string): Promise<RecentBodiesFile> {
  const sizeBytes = (await storage.head(path))?.sizeBytes ?? 0;
  const bytes = new Uint8Array(Math.min(sizeBytes, MAX_FILE_BYTES));
  const file = decodeRecentBodies(bytes.subarray(0, await storage.readInto(path, bytes)));
  return { ...file, isDamaged: file.isDamaged || sizeBytes > MAX_FILE_BYTES };
}

/** Those of an earlier version: entries without checksums, or one for all of them. `null`: it is no such file. */
function unsealedEntries(file: Uint8Array): readonly RecentBody[] | null {
  if (file.length < ENTRY_BYTES || ![0, 4].includes(file.length % ENTRY_BYTES)) return null;
  const bodies: RecentBody[] = [];
  for (let at = 0; at + ENTRY_BYTES <= file.length; at += ENTRY_BYTES) bodies.push(entryAt(file, at));
  // A file of this version, read at these places, has other numbers there.
  return bodies.every(({ atMs }) => Number.isSafeInteger(atMs) && atMs > 0) ? bodies : null;
}

function entryAt(file: Uint8Array, at: number): RecentBody {
  const view = viewOf(file);
  const monotonicSeconds = view.getUint32(at + 36, true);
  return {
    fingerprint: file.slice(at, at + FINGERPRINT_BYTES),
    rows: view.getUint32(at + 20, true),
    rejected: view.getUint32(at + 24, true),
    atMs: view.getFloat64(at + 28, true),
    atMonotonicMs: monotonicSeconds === 0 ? null : monotonicSeconds * 1_000,
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
