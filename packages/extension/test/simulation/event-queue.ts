// Simulated time: what is due, in order. What is meant for a frozen process waits until it is thawed.

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly act: () => void;
}

export class EventQueue {
  nowMs: number;
  readonly #heap: Due[] = [];
  #order = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  after(delayMs: number, act: () => void): void {
    this.#push({ atMs: this.nowMs + Math.max(0, delayMs), order: this.#order++, act });
  }

  /** Lets time pass until `isDone`, at most until `limitMs`. */
  run(isDone: () => boolean, limitMs: number): void {
    while (!isDone()) {
      const due = this.#heap[0];
      if (due === undefined || due.atMs > limitMs) {
        this.nowMs = Math.max(this.nowMs, limitMs);
        return;
      }
      this.#pop();
      this.nowMs = Math.max(this.nowMs, due.atMs);
      due.act();
    }
  }

  /** Time passes and nothing happens in it: the environment is frozen. */
  sleep(durationMs: number): void {
    this.nowMs += durationMs;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let at = heap.push(due) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(due, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = due;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
  }
}

function isBefore(left: Due, right: Due): boolean {
  return left.atMs < right.atMs || (left.atMs === right.atMs && left.order < right.order);
}
