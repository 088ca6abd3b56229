// Reads a spool segment, whatever became of it. Loaded when there is one to read: after a kill, or when more waited than memory takes.
import {
  CHECKSUM_AT,
  COUNT_AT,
  checksumOf,
  DOCUMENTS,
  FIRST_AT,
  FRAME_HEADER_BYTES,
  KIND_AT,
  LENGTH_AT,
  MAGIC,
  SETTLED,
  splitLines,
} from './spool-format.ts';

/** A header that says more is not believed. */
const MOST_FRAME_BYTES = 16_777_216;

export interface SegmentContent {
  /** What is to be sent, by index. */
  readonly documents: ReadonlyMap<number, Uint8Array>;
  /** Documents that can no longer be read; a last piece whose header is broken counts as one. */
  readonly damaged: number;
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
      tail = Math.max(tail, brokenDocuments(view, at, end));
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
  // Not slice, which gives a view of a Buffer.
  const frame = new Uint8Array(bytes.subarray(at, end));
  frame.fill(0, CHECKSUM_AT, FRAME_HEADER_BYTES);
  if (checksumOf(frame) !== view.getUint32(at + CHECKSUM_AT)) return undefined;
  const content = frame.subarray(FRAME_HEADER_BYTES);
  const [kind, firstIndex, count] = [KIND_AT, FIRST_AT, COUNT_AT].map((offset) => view.getUint32(at + offset));
  return { kind, firstIndex, count, content, end };
}

/** What the header of a cut or changed frame says that it has: by nothing but its place behind the others can it be told that it is right. */
function brokenDocuments(view: DataView, at: number, firstIndex: number): number {
  if (at + FRAME_HEADER_BYTES > view.byteLength || view.getUint32(at + FIRST_AT) !== firstIndex) return 1;
  const [kind, count, length] = [KIND_AT, COUNT_AT, LENGTH_AT].map((offset) => view.getUint32(at + offset));
  return kind === DOCUMENTS && length < MOST_FRAME_BYTES && count < length ? Math.max(1, count) : 1;
}

function nextMagic(view: DataView, from: number): number {
  for (let at = from; at + 4 <= view.byteLength; at++) if (view.getUint32(at) === MAGIC) return at;
  return view.byteLength;
}

function settle(settled: Set<number>, content: Uint8Array, ranges: number): void {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  for (let i = 0; i < ranges; i++) {
    const first = view.getUint32(i * 8);
    const end = first + view.getUint32(i * 8 + 4);
    for (let index = first; index < end; index++) settled.add(index);
  }
}
