// The files of wal/recent/, by which bodies are known across restarts. Each entry has a checksum of its own: damage costs those it lies in.
import { crc32 } from 'node:zlib';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { ENTRY_BYTES, PackedBodies } from './packed-bodies.ts';
import type { Arrival, RecentBody } from './recent-bodies.ts';

const MAGIC = new TextEncoder().encode('TLR1');
/** Magic | how many entries (u32): a file that was cut behind one says so. */
const HEADER_BYTES = 8;
const SEALED_ENTRY_BYTES = ENTRY_BYTES + 4;
/** More than the logs of one landing can have. Whoever finds more reads no further. */
const MAX_FILE_BYTES = 32 * 1024 * 1024;

/** Bodies that came together. */
export interface RecentRun {
  readonly arrival: Arrival;
  readonly bodies: readonly Pick<RecentBody, 'fingerprint' | 'rows' | 'rejected'>[];
}

export interface RecentBodiesFile {
  /** Of a damaged file what is whole. */
  readonly bodies: PackedBodies;
  readonly isDamaged: boolean;
}

/** 44 bytes a body: its entry (see PackedBodies) | crc32 (u32). */
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

export interface LogOfBodies extends Pick<RecentRun, 'bodies'> {
  readonly createdAtMs: number;
  /** `null`: a killed server's, see arrivalOf. */
  readonly acknowledgedAtMonotonicMs: number | null;
}

/** The same for whole logs. */
export function encodeLogs(logs: readonly LogOfBodies[], nowMonotonicMs: number): Uint8Array {
  return encodeRecentBodies(
    logs.map(({ createdAtMs: atMs, acknowledgedAtMonotonicMs, bodies }) => ({
      arrival: { atMs, atMonotonicMs: acknowledgedAtMonotonicMs ?? nowMonotonicMs },
      bodies,
    })),
  );
}

export function decodeRecentBodies(file: Uint8Array): RecentBodiesFile {
  const unsealed = unsealedEntries(file);
  if (unsealed !== null) return { bodies: unsealed, isDamaged: false };
  const view = viewOf(file);
  const whole: Uint8Array[] = [];
  let [start, at] = [HEADER_BYTES, HEADER_BYTES];
  for (; at + SEALED_ENTRY_BYTES <= file.length; at += SEALED_ENTRY_BYTES) {
    const isWhole = crc32(file.subarray(at, at + ENTRY_BYTES)) === view.getUint32(at + ENTRY_BYTES, true);
    if (isWhole) continue;
    whole.push(file.subarray(start, at));
    start = at + SEALED_ENTRY_BYTES;
  }
  whole.push(file.subarray(Math.min(start, file.length), at));
  const bodies = new PackedBodies(whole.length === 1 ? whole[0]! : Buffer.concat(whole), SEALED_ENTRY_BYTES);
  const hasHeader = file.length >= HEADER_BYTES && MAGIC.every((byte, n) => file[n] === byte);
  const isWhole =
    hasHeader &&
    view.getUint32(4, true) === bodies.size &&
    file.length === HEADER_BYTES + bodies.size * SEALED_ENTRY_BYTES;
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
function unsealedEntries(file: Uint8Array): PackedBodies | null {
  if (file.length < ENTRY_BYTES || ![0, 4].includes(file.length % ENTRY_BYTES)) return null;
  const bodies = new PackedBodies(file, ENTRY_BYTES);
  // A file of this version, read at these places, has other numbers there.
  for (const { atMs } of bodies) if (!Number.isSafeInteger(atMs) || atMs <= 0) return null;
  return bodies;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
