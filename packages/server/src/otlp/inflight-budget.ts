// How many bytes of bodies may be under way at once: beyond it senders are told to come back, so that memory stays bounded.
import { TracelakeError } from '@tracelake/schema';

export class InflightBudget {
  readonly #limitBytes: number;
  #usedBytes = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  /** One request's part of the budget; it grows as the body arrives, since compressed and chunked bodies do not say their size. */
  share(): InflightShare {
    let shareBytes = 0;
    return {
      grow: (sizeBytes) => {
        const others = this.#usedBytes - shareBytes;
        if (others > 0 && this.#usedBytes + sizeBytes > this.#limitBytes) throw this.#tooBusy();
        this.#usedBytes += sizeBytes;
        shareBytes += sizeBytes;
      },
      get sizeBytes() {
        return shareBytes;
      },
      release: () => {
        this.#usedBytes -= shareBytes;
        shareBytes = 0;
      },
    };
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  #tooBusy(): TracelakeError {
    return new TracelakeError(
      'too_busy',
      `${this.#usedBytes} bytes are being received or written already; the limit is ${this.#limitBytes}.`,
      { details: { inflightBytes: this.#usedBytes, limitBytes: this.#limitBytes }, retryAfterSeconds: 1 },
    );
  }
}

export interface InflightShare {
  readonly sizeBytes: number;
  /** Throws `too_busy`. A request that is alone always fits. */
  grow(sizeBytes: number): void;
  release(): void;
}
