// How many bytes of bodies may be under way at once: beyond it senders are told to come back, so that memory stays bounded. Bodies that
// come slowly give way first: two that stop behind 48 MB would keep everybody else waiting until their time is over.
import { TracelakeError } from '@tracelake/schema';

/** A body of the largest size needs four times this, or its time is over before it is whole. */
const SLOW_BYTES_PER_SECOND = 256 * 1024;
/** How long a body is watched before it is called slow. */
const WINDOW_MS = 1_000;
/** Who has sent nothing for so long may only pause; but others wait. */
const PAUSE_MS = 2_000;

export class InflightBudget {
  readonly #limitBytes: number;
  readonly #nowMs: () => number;
  readonly #shares = new Set<Share>();
  #usedBytes = 0;

  constructor(limitBytes: number, nowMs: () => number = () => performance.now()) {
    this.#limitBytes = limitBytes;
    this.#nowMs = nowMs;
  }

  /** One request's part of the budget; it grows as the body arrives, since compressed and chunked bodies do not say their size. */
  share(): InflightShare {
    const share = new Share(this.#nowMs());
    const release = (): void => {
      this.#usedBytes -= share.sizeBytes;
      share.sizeBytes = 0;
      this.#shares.delete(share);
    };
    return {
      grow: (sizeBytes) => {
        const hasRoom = () => this.#usedBytes === share.sizeBytes || this.#usedBytes + sizeBytes <= this.#limitBytes;
        while (!hasRoom()) this.#takeFromSlowest(share);
        this.#shares.add(share);
        this.#usedBytes += sizeBytes;
        share.grow(sizeBytes, this.#nowMs());
      },
      get sizeBytes() {
        return share.sizeBytes;
      },
      whileReceived: (giveWay) => {
        share.giveWay = (error) => {
          release();
          giveWay(error);
        };
      },
      whole: () => {
        share.giveWay = null;
      },
      release,
    };
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Of those that come slowly the largest, so that few have to come again. Throws `too_busy` where there is none. */
  #takeFromSlowest(wanting: Share): void {
    const nowMs = this.#nowMs();
    const slow = [...this.#shares].filter((other) => other !== wanting && other.isSlow(nowMs));
    if (slow.length === 0) throw this.#tooBusy();
    const largest = slow.reduce((a, b) => (b.sizeBytes > a.sizeBytes ? b : a));
    largest.giveWay!(this.#tooSlow(largest));
  }

  #tooBusy(): TracelakeError {
    return new TracelakeError(
      'too_busy',
      `${this.#usedBytes} bytes are being received or written already; the limit is ${this.#limitBytes}.`,
      { details: { inflightBytes: this.#usedBytes, limitBytes: this.#limitBytes }, retryAfterSeconds: 1 },
    );
  }

  #tooSlow({ sizeBytes }: Share): TracelakeError {
    return new TracelakeError(
      'too_busy',
      `${sizeBytes} bytes of this body came more slowly than ${SLOW_BYTES_PER_SECOND} a second and took the place of others; ` +
        `the limit of all is ${this.#limitBytes} bytes.`,
      { details: { sizeBytes, limitBytes: this.#limitBytes }, retryAfterSeconds: 1 },
    );
  }
}

export interface InflightShare {
  readonly sizeBytes: number;
  /** Throws `too_busy`. A request that is alone always fits. */
  grow(sizeBytes: number): void;
  /** Until `whole`, `giveWay` is called where others need its place: it is released then. */
  whileReceived(giveWay: (error: TracelakeError) => void): void;
  whole(): void;
  release(): void;
}

class Share {
  sizeBytes = 0;
  /** `null`: it is not being received. */
  giveWay: ((error: TracelakeError) => void) | null = null;
  #windowSinceMs: number;
  #lastMs: number;
  #windowBytes = 0;
  /** Of the window before. */
  #bytesPerSecond = Number.POSITIVE_INFINITY;

  constructor(nowMs: number) {
    this.#windowSinceMs = nowMs;
    this.#lastMs = nowMs;
  }

  grow(sizeBytes: number, nowMs: number): void {
    this.#lastMs = nowMs;
    this.sizeBytes += sizeBytes;
    this.#windowBytes += sizeBytes;
    if (nowMs - this.#windowSinceMs < WINDOW_MS) return;
    this.#bytesPerSecond = this.#rate(nowMs);
    this.#windowSinceMs = nowMs;
    this.#windowBytes = 0;
  }

  isSlow(nowMs: number): boolean {
    if (this.giveWay === null) return false;
    // A window ends with the next bytes: of a body that stopped there are none.
    if (nowMs - this.#lastMs >= PAUSE_MS) return true;
    const isWatched = nowMs - this.#windowSinceMs >= WINDOW_MS;
    return (isWatched ? this.#rate(nowMs) : this.#bytesPerSecond) < SLOW_BYTES_PER_SECOND;
  }

  #rate(nowMs: number): number {
    return (this.#windowBytes * 1_000) / (nowMs - this.#windowSinceMs);
  }
}
