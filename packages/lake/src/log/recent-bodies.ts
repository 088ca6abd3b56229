// Remembers the bodies of the last ten minutes by fingerprint, so that a retried request is answered but not stored twice. It counts by
// monotonic time, whatever the clock is set to, also across a restart; where the machine was started again, wall time says how old they are.
import { createHash } from 'node:crypto';
import type { BodyFormat } from '@tracelake/schema';
import { BodyGeneration, type BodyKey, type KnownBody, keyOf } from './body-generation.ts';
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

export interface RecentBodiesLimits {
  readonly keepMs: number;
  /** Beyond this the oldest are forgotten. */
  readonly maxBodies: number;
}

/** Of a busy server, by their size: few enough that each new body can be looked for in all, and small enough to be forgotten as a whole. */
const GENERATIONS = 32;
/** Of others, by time: a sixteenth of what is kept. */
const SPANS = 16;
/** Of answers that said more than numbers, as many are kept to be said again; of others the numbers are. */
const MAX_MESSAGES = 1_000;

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
  /** Their first arrival waits for the disk. */
  private readonly pending = new Map<string, Promise<AppendResult>>();
  /** The one that is added to last. */
  private generations: BodyGeneration[] = [];
  private readonly messages = new Map<string, string>();
  private readonly limits: RecentBodiesLimits;

  constructor(limits: RecentBodiesLimits) {
    this.limits = limits;
  }

  get size(): number {
    return this.generations.reduce((sum, generation) => sum + generation.size, this.pending.size);
  }

  find(fingerprint: Uint8Array, nowMonotonicMs: number): Promise<AppendResult> | AppendResult | undefined {
    const text = textOfFingerprint(fingerprint);
    const pending = this.pending.get(text);
    if (pending !== undefined) return pending;
    const key = keyOf(fingerprint);
    for (let n = this.generations.length - 1; n >= 0; n--) {
      const body = this.generations[n]!.find(key);
      if (body === null || this.isOld(body.atMonotonicMs, nowMonotonicMs)) continue;
      const { rows, rejected } = body;
      return { rows, rejected, message: this.messages.get(text) ?? messageOf(rejected), duplicate: false };
    }
    return undefined;
  }

  /** Its ten minutes begin when it is stored, which a disk that hangs may keep it from for longer than that. */
  add(fingerprint: Uint8Array, clock: Pick<WriterClock, 'monotonicMs'>, result: Promise<AppendResult>): void {
    const text = textOfFingerprint(fingerprint);
    this.pending.set(text, result);
    result.then(
      ({ rows, rejected, message }) => {
        this.pending.delete(text);
        this.settle(keyOf(fingerprint), { atMonotonicMs: clock.monotonicMs(), rows, rejected });
        if (message !== '') this.say(text, message);
      },
      () => this.pending.delete(text),
    );
  }

  /** Takes up what an earlier process acknowledged, the oldest first but for what a clock or a crash has put in disorder. */
  restore(bodies: Iterable<RecentBody>, clock: WriterClock): void {
    const now = { atMs: clock.nowMs(), atMonotonicMs: clock.monotonicMs() };
    for (const body of bodies) {
      const ageMs = ageMsOf(body, now);
      if (!(ageMs <= this.limits.keepMs)) continue;
      const { fingerprint, rows, rejected } = body;
      this.settle(keyOf(fingerprint), { atMonotonicMs: now.atMonotonicMs - ageMs, rows, rejected });
    }
  }

  private settle(key: BodyKey, body: KnownBody): void {
    this.generationAt(body.atMonotonicMs).add(key, body);
  }

  private generationAt(atMonotonicMs: number): BodyGeneration {
    const { keepMs, maxBodies } = this.limits;
    const last = this.generations.at(-1);
    const isOver = last === undefined || atMonotonicMs - last.firstMonotonicMs > keepMs / SPANS;
    if (!isOver && !last.isFull) return last;
    const next = new BodyGeneration(atMonotonicMs, Math.ceil(maxBodies / GENERATIONS));
    this.generations = this.generations.filter((one) => !this.isOld(one.lastMonotonicMs, atMonotonicMs));
    while (this.size - this.pending.size > maxBodies - next.capacity) this.forgetOldest();
    this.generations.push(next);
    return next;
  }

  private forgetOldest(): void {
    const oldest = this.generations.reduce((a, b) => (b.lastMonotonicMs < a.lastMonotonicMs ? b : a));
    this.generations = this.generations.filter((generation) => generation !== oldest);
  }

  private isOld(atMonotonicMs: number, nowMonotonicMs: number): boolean {
    return nowMonotonicMs - atMonotonicMs > this.limits.keepMs;
  }

  private say(text: string, message: string): void {
    this.messages.delete(text);
    this.messages.set(text, message);
    if (this.messages.size > MAX_MESSAGES) this.messages.delete(this.messages.keys().next().value!);
  }
}

function messageOf(rejected: number): string {
  return rejected === 0 ? '' : `${rejected} rows were left out when this body first arrived.`;
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
