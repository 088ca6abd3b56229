// Counts what a body becomes once its rows are written, and refuses it before that is too much: two bytes can be a span,
// and the attributes of a resource are written again with each of its spans.
import { TracelakeError } from '@tracelake/schema';

/** A span fills some 30 places of its row, whatever it says; a resource or a scope costs as much time. */
export const SPAN_VALUES = 32;
/** An event or a link, without its attributes. */
export const ELEMENT_VALUES = 8;
/** An item of an array or list, which becomes text. */
export const ITEM_VALUES = 2;

/**
 * 262,144 spans, or 1,048,576 events: at most 0.5 s to decode and 250 MB to write (64 MiB of usual spans are 4,400,000 values).
 * Never lower it: bodies in logs must decode again. Texts of a resource or scope count with each span too: 8,000 of 80 bytes over 800 spans,
 * 0.8 MB as sent, were 500 MB to write and took 2.1 GB.
 */
export const MAX_BODY_VALUES = 8_388_608;

export class ValueCount {
  /** Of all bodies so far. */
  total = 0;
  /** While something is read once more that was counted when it was read before. */
  isCounted = false;
  #beforeBody = 0;
  #limit = MAX_BODY_VALUES;

  beginBody(): void {
    this.#beforeBody = this.total;
    this.#limit = this.total + MAX_BODY_VALUES;
    // A body that was refused may have ended in the middle of that.
    this.isCounted = false;
  }

  /** Throws `body_too_large`. */
  add(values: number): void {
    if (this.isCounted) return;
    this.total += values;
    if (this.total > this.#limit) throw tooManyValues();
  }

  clear(): void {
    this.total = 0;
  }

  /** Forgets the body. */
  rollBack(): void {
    this.total = this.#beforeBody;
  }
}

function tooManyValues(): TracelakeError {
  const message =
    `The body becomes more than ${MAX_BODY_VALUES} values. A span, resource or scope counts as ${SPAN_VALUES}, ` +
    `an event or link as ${ELEMENT_VALUES}, an item of a list as ${ITEM_VALUES}, an attribute as 1, and those of a resource or scope with each of its spans, every 32 bytes of their texts as one more.`;
  return new TracelakeError('body_too_large', message, {
    details: { limitValues: MAX_BODY_VALUES },
    hint: 'Send fewer spans in one request: OTEL_BSP_MAX_EXPORT_BATCH_SIZE sets how many an SDK puts in.',
  });
}
