// The documents that wait to be sent. Each lies in the spool before it is handed on, so that a killed extension loses none; memory is only
// the spool's newest part. Bounded twice: beyond its memory documents lie in the spool alone, beyond the spool the oldest are dropped.
import type { FirehoseRecord, QueuedDocument } from './document-packing.ts';
import type { DropCounters } from './drop-counters.ts';
import type { ExtensionEffect, FoundSegment } from './extension-input.ts';
import type { SegmentContent } from './segment-reader.ts';
import { documentsFrame, FRAME_HEADER_BYTES, settledFrame, splitLines } from './spool-format.ts';

export interface StoreLimits {
  readonly memoryBytes: number;
  /** 0: no spool. */
  readonly spoolBytes: number;
}

interface Segment {
  readonly name: string;
  bytes: number;
  /** Documents written so far; `undefined` until a segment of an earlier process is read. */
  written: number | undefined;
  /** Of them, those neither settled nor dropped. */
  outstanding: number;
  /** `parked`: not in memory. `dropping`, `counting`: read only to know how many documents it has. */
  state: 'loaded' | 'parked' | 'loading' | 'dropping' | 'counting';
  /** When reading it failed, once. */
  failedAtMs?: number;
}

/** Small enough to be loaded at once beside what is in memory, large enough to be few. */
const SEGMENT_BYTES = 262_144;
/** After a full or read-only folder. */
const RETRY_SPOOL_MS = 30_000;

export class DocumentStore {
  readonly #limits: StoreLimits;
  readonly #drops: DropCounters;
  readonly #segments = new Map<string, Segment>();
  #open: Segment | null = null;
  #waiting: QueuedDocument[] = [];
  #memoryBytes = 0;
  /** Of it, what is under way. */
  #takenBytes = 0;
  #spoolBytes = 0;
  #nextSegment = 1;
  #spoolFailedAtMs: number | null = null;
  /** Writes whose end was not told yet. */
  #writes = 0;
  #effects: ExtensionEffect[] = [];

  constructor(limits: StoreLimits, drops: DropCounters) {
    this.#limits = limits;
    this.#drops = drops;
  }

  /** In memory and not under way. */
  get waiting(): readonly QueuedDocument[] {
    return this.#waiting;
  }

  /** Bytes that wait, in memory or parked. */
  get waitingBytes(): number {
    let bytes = this.#memoryBytes - this.#takenBytes;
    for (const segment of this.#segments.values()) if (segment.state !== 'loaded') bytes += segment.bytes;
    return bytes;
  }

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  get spoolBytes(): number {
    return this.#spoolBytes;
  }

  waitingSinceMs(nowMs: number): number {
    return this.#waiting.length === 0 ? 0 : Math.max(0, nowMs - this.#waiting[0].queuedAtMs);
  }

  get isWriting(): boolean {
    return this.#writes > 0;
  }

  takeEffects(): ExtensionEffect[] {
    const effects = this.#effects;
    if (effects.length > 0) this.#effects = [];
    for (const { kind } of effects) if (kind === 'spool-append') this.#writes++;
    return effects;
  }

  /** What an earlier process of this environment left. */
  find(found: readonly FoundSegment[]): void {
    for (const { name, bytes } of found) {
      this.#segments.set(name, { name, bytes, written: undefined, outstanding: 0, state: 'parked' });
      this.#spoolBytes += bytes;
      this.#nextSegment = Math.max(this.#nextSegment, segmentNumber(name) + 1);
    }
  }

  add(documents: readonly Uint8Array[], nowMs: number): void {
    const size = documents.reduce((total, { length }) => total + length, 0);
    const segment = this.#segmentFor(size, nowMs);
    const firstIndex = segment?.written ?? 0;
    let kept = documents;
    if (segment !== null) {
      const frame = documentsFrame(firstIndex, documents);
      segment.written! += documents.length;
      segment.outstanding += documents.length;
      this.#grow(segment, frame.length);
      this.#effects.push({ kind: 'spool-append', segment: segment.name, firstIndex, frame });
      if (segment.state === 'parked') return;
      // One piece of memory, not one a row beside it.
      kept = splitLines(frame.subarray(FRAME_HEADER_BYTES));
    }
    const name = segment?.name ?? null;
    for (const [i, bytes] of kept.entries()) {
      this.#waiting.push({ bytes, segment: name, index: firstIndex + i, queuedAtMs: nowMs });
      this.#memoryBytes += bytes.length;
    }
    if (segment === null) this.#dropOldestOfMemory();
  }

  /** A write that failed: its documents are only in memory. What of it was written was cut off again, or has no valid checksum. */
  appended(name: string, firstIndex: number, isWritten: boolean, nowMs: number): void {
    this.#writes--;
    const segment = this.#segments.get(name);
    if (isWritten || segment === undefined) return;
    this.#spoolFailedAtMs = nowMs;
    if (this.#open === segment) this.#open = null;
    const lost = segment.written! - firstIndex;
    segment.written = firstIndex;
    segment.outstanding -= lost;
    if (segment.state === 'parked') this.#drops.add('spool_full', lost);
    else {
      this.#waiting = this.#waiting.map((document) => this.#whereItLies(document));
      this.#dropOldestOfMemory();
    }
    if (segment.outstanding === 0) this.#remove(segment);
  }

  /** Takes the documents of a call out of what waits: they are the first of it. */
  take(records: readonly FirehoseRecord[]): void {
    const count = records.reduce((total, record) => total + record.length, 0);
    for (const { bytes } of this.#waiting.splice(0, count)) this.#takenBytes += bytes.length;
  }

  /** The end of a call: what was accepted (or will never be) is settled, the rest waits again, first in line. */
  putBack(settled: readonly QueuedDocument[], unsent: readonly QueuedDocument[]): void {
    this.#takenBytes = 0;
    this.#waiting.unshift(...unsent.map((document) => this.#whereItLies(document)));
    this.#settle(settled.map((document) => this.#whereItLies(document)));
    this.#dropOldestOfMemory();
  }

  /** A write may have failed while the document was under way. */
  #whereItLies(document: QueuedDocument): QueuedDocument {
    if (document.segment === null) return document;
    const written = this.#segments.get(document.segment)?.written ?? 0;
    return document.index < written ? document : { ...document, segment: null };
  }

  /** Accepted or dropped: never to be sent again. */
  #settle(documents: readonly QueuedDocument[]): void {
    const settled = new Map<string, number[]>();
    for (const { bytes, segment, index } of documents) {
      this.#memoryBytes -= bytes.length;
      if (segment === null) continue;
      const indexes = settled.get(segment);
      if (indexes === undefined) settled.set(segment, [index]);
      else indexes.push(index);
    }
    for (const [name, indexes] of settled) {
      const segment = this.#segments.get(name);
      if (segment === undefined) continue;
      segment.outstanding -= indexes.length;
      if (segment.outstanding === 0) this.#remove(segment);
      else {
        const frame = settledFrame(indexes.sort((a, b) => a - b));
        this.#grow(segment, frame.length);
        // A failed write of it only means that these may be sent again after a kill.
        this.#effects.push({ kind: 'spool-append', segment: name, firstIndex: segment.written!, frame });
      }
    }
  }

  /** Asks for the oldest parked segment, where memory has room for it; whether one is awaited. */
  load(nowMs: number): boolean {
    for (const segment of this.#segments.values()) {
      if (segment.state === 'loading') return true;
      if (segment.state !== 'parked' || Math.abs(nowMs - (segment.failedAtMs ?? -Infinity)) < RETRY_SPOOL_MS) continue;
      if (this.#memoryBytes > 0 && this.#memoryBytes + segment.bytes > this.#limits.memoryBytes) return false;
      if (this.#open === segment) this.#open = null;
      segment.state = 'loading';
      this.#effects.push({ kind: 'spool-read', segment: segment.name });
      return true;
    }
    return false;
  }

  loaded(name: string, content: SegmentContent | null, nowMs: number): void {
    const segment = this.#segments.get(name);
    if (segment === undefined) return;
    // Without a file left to open, say: once more.
    if (content === null && segment.state === 'loading' && segment.failedAtMs === undefined) {
      segment.failedAtMs = nowMs;
      segment.state = 'parked';
      return;
    }
    const { documents, damaged } = content ?? { documents: new Map(), damaged: Math.max(1, segment.outstanding) };
    this.#drops.add('spool_damaged', damaged);
    segment.outstanding = documents.size;
    segment.written = 0;
    for (const index of documents.keys()) segment.written = Math.max(segment.written, index + 1);
    if (segment.state === 'dropping') this.#drops.add('spool_full', documents.size);
    if (segment.state === 'dropping' || documents.size === 0) {
      this.#remove(segment);
      return;
    }
    if (segment.state === 'counting') {
      segment.state = 'parked';
      return;
    }
    segment.state = 'loaded';
    for (const [index, bytes] of documents) {
      this.#waiting.push({ bytes, segment: name, index, queuedAtMs: nowMs });
      this.#memoryBytes += bytes.length;
    }
  }

  /** Has the segments read that nobody has read yet, so that their documents are known; whether there are any. */
  countUnread(): boolean {
    const unread = [...this.#segments.values()].filter(({ written }) => written === undefined);
    for (const segment of unread.filter(({ state }) => state === 'parked')) {
      segment.state = 'counting';
      this.#effects.push({ kind: 'spool-read', segment: segment.name });
    }
    return unread.length > 0;
  }

  /** Documents that wait in memory only. */
  get unspooled(): number {
    return this.#waiting.filter(({ segment }) => segment === null).length;
  }

  /** Documents that wait, and may have been accepted; spooled or not. */
  doubtful(isSpooled: boolean): number {
    return this.#waiting.filter((one) => one.isDoubtful === true && (one.segment !== null) === isSpooled).length;
  }

  /** Documents that wait, but for those of segments that nobody has read. */
  get undelivered(): number {
    let count = this.#waiting.length;
    for (const segment of this.#segments.values()) if (segment.state !== 'loaded') count += segment.outstanding;
    return count;
  }

  #segmentFor(size: number, nowMs: number): Segment | null {
    if (this.#limits.spoolBytes === 0) return null;
    if (this.#spoolFailedAtMs !== null) {
      const sinceMs = nowMs - this.#spoolFailedAtMs;
      if (sinceMs >= 0 && sinceMs < RETRY_SPOOL_MS) return null;
      this.#spoolFailedAtMs = null;
    }
    const state = this.#memoryBytes + size > this.#limits.memoryBytes ? 'parked' : 'loaded';
    if (this.#open !== null && (this.#open.bytes + size > SEGMENT_BYTES || this.#open.state !== state))
      this.#open = null;
    // One write of a step for each: what fails of one is told by where it began, and would take the next one's along.
    if (this.#effects.some((effect) => effect.kind === 'spool-append' && effect.segment === this.#open?.name))
      this.#open = null;
    this.#makeRoom(size);
    if (this.#spoolBytes + size > this.#limits.spoolBytes) return null;
    if (this.#open === null) {
      const name = segmentName(this.#nextSegment++);
      this.#open = { name, bytes: 0, written: 0, outstanding: 0, state };
      this.#segments.set(name, this.#open);
    }
    return this.#open;
  }

  /** Drops the oldest parked segments: what is in memory is about to be sent. */
  #makeRoom(size: number): void {
    for (const segment of this.#segments.values()) {
      if (this.#spoolBytes + size <= this.#limits.spoolBytes) return;
      if (segment.state !== 'parked') continue;
      if (this.#open === segment) this.#open = null;
      if (segment.written === undefined) {
        segment.state = 'dropping';
        this.#effects.push({ kind: 'spool-read', segment: segment.name });
        // It counts as gone, so that no second one is dropped in its place.
        this.#spoolBytes -= segment.bytes;
        segment.bytes = 0;
      } else {
        this.#drops.add('spool_full', segment.outstanding);
        this.#remove(segment);
      }
    }
  }

  #dropOldestOfMemory(): void {
    if (this.#memoryBytes <= this.#limits.memoryBytes) return;
    let surplus = this.#memoryBytes - this.#limits.memoryBytes;
    const dropped: QueuedDocument[] = [];
    for (const document of this.#waiting) {
      if (surplus <= 0) break;
      dropped.push(document);
      surplus -= document.bytes.length;
    }
    this.#waiting.splice(0, dropped.length);
    this.#drops.add('memory_full', dropped.length);
    this.#settle(dropped);
  }

  #grow(segment: Segment, bytes: number): void {
    segment.bytes += bytes;
    this.#spoolBytes += bytes;
  }

  #remove(segment: Segment): void {
    if (this.#open === segment) this.#open = null;
    this.#segments.delete(segment.name);
    this.#spoolBytes -= segment.bytes;
    this.#effects.push({ kind: 'spool-remove', segment: segment.name });
  }
}

const SEGMENT_NAME = /^(\d{10})\.spool$/;

/** Names sort by age. */
export function segmentName(number: number): string {
  return `${String(number).padStart(10, '0')}.spool`;
}

/** 0 for what is no segment. */
export function segmentNumber(name: string): number {
  return Number(SEGMENT_NAME.exec(name)?.[1] ?? 0);
}
