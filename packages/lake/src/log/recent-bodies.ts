// Remembers the bodies of the last ten minutes by fingerprint, so that a retried request is answered but not stored twice. It counts by
// monotonic time, whatever the clock is set to, also across a restart; where the machine was started again, wall time says how old they are.
import { createHash } from 'node:crypto';
import type { BodyFormat } from '@tracelake/schema';
import type { WriterClock } from './writer-clock.ts';

export interface AppendResult {
  /** Rows stored; of a duplicate, those its first arrival stored. */
  readonly rows: number;
  readonly rejected: number;
  /** Why rows were left out, or what was odd; empty when all was well. */
  readonly message: string;
  /** The same body was acknowledged within the last ten minutes and was not stored again. */
  readonly duplicate: boolean;
}

export interface Arrival {
  readonly atMs: number;
  /** `null`: the folder is of a version that did not write it down. */
  readonly atMonotonicMs: number | null;
}

/** One remembered body as it is kept across restarts. */
export interface RecentBody extends Arrival {
  readonly fingerprint: Uint8Array;
  readonly rows: number;
  readonly rejected: number;
}

interface Entry {
  readonly atMonotonicMs: number;
  /** Pending while the first arrival waits for the disk. */
  readonly result: Promise<AppendResult> | AppendResult;
}

export interface RecentBodiesLimits {
  readonly keepMs: number;
  /** An entry takes about 150 bytes; beyond this the oldest is forgotten. */
  readonly maxBodies: number;
}

/** SHA-1 of the body and its format, 20 bytes. */
export function fingerprintOf(chunks: readonly Uint8Array[], format: BodyFormat): Uint8Array {
  const hash = createHash('sha1').update(format);
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest();
}

export function textOfFingerprint(fingerprint: Uint8Array): string {
  return Buffer.from(fingerprint.buffer, fingerprint.byteOffset, fingerprint.byteLength).toString('latin1');
}

export class RecentBodies {
  /** In order of arrival. */
  private readonly entries = new Map<string, Entry>();
  private readonly limits: RecentBodiesLimits;

  constructor(limits: RecentBodiesLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.entries.size;
  }

  find(fingerprint: Uint8Array, nowMonotonicMs: number): Entry['result'] | undefined {
    const entry = this.entries.get(textOfFingerprint(fingerprint));
    return entry === undefined || this.isOld(entry, nowMonotonicMs) ? undefined : entry.result;
  }

  add(fingerprint: Uint8Array, atMonotonicMs: number, result: Promise<AppendResult>): void {
    const key = textOfFingerprint(fingerprint);
    this.entries.delete(key);
    const entry: Entry = { atMonotonicMs, result };
    this.entries.set(key, entry);
    this.forget(atMonotonicMs);
    result.then(
      (value) => {
        if (this.entries.get(key) === entry) this.entries.set(key, { atMonotonicMs, result: value });
      },
      () => {
        if (this.entries.get(key) === entry) this.entries.delete(key);
      },
    );
  }

  /** Takes up what an earlier process acknowledged. */
  restore(bodies: readonly RecentBody[], clock: WriterClock): void {
    const now = { atMs: clock.nowMs(), atMonotonicMs: clock.monotonicMs() };
    const aged = bodies.map((body) => ({ ...body, ageMs: ageMsOf(body, now) }));
    // `forget` ends at the first that is not old, or is one of the newest.
    aged.sort((a, b) => b.ageMs - a.ageMs);
    for (const { fingerprint, rows, rejected, ageMs } of aged) {
      if (ageMs > this.limits.keepMs) continue;
      const message = rejected === 0 ? '' : `${rejected} rows were left out when this body first arrived.`;
      const result = { rows, rejected, message, duplicate: false };
      const key = textOfFingerprint(fingerprint);
      this.entries.delete(key);
      this.entries.set(key, { atMonotonicMs: now.atMonotonicMs - ageMs, result });
    }
    this.forget(now.atMonotonicMs);
  }

  private isOld({ atMonotonicMs }: Entry, nowMonotonicMs: number): boolean {
    return nowMonotonicMs - atMonotonicMs > this.limits.keepMs;
  }

  private forget(nowMonotonicMs: number): void {
    for (const [key, entry] of this.entries) {
      if (!this.isOld(entry, nowMonotonicMs) && this.entries.size <= this.limits.maxBodies) return;
      this.entries.delete(key);
    }
  }
}

/**
 * The younger age of two clocks. A wall clock that was set forward makes a body too old, one that was set back makes it one of the future,
 * which is as one that came now. Monotonic time tells, unless the machine was started again: then it counts from less.
 */
export function ageMsOf(arrival: Arrival, now: { readonly atMs: number; readonly atMonotonicMs: number }): number {
  const wallAgeMs = Math.max(0, now.atMs - arrival.atMs);
  if (arrival.atMonotonicMs === null || now.atMonotonicMs < arrival.atMonotonicMs) return wallAgeMs;
  return Math.min(wallAgeMs, now.atMonotonicMs - arrival.atMonotonicMs);
}
