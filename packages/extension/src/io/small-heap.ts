// Keeps the process small while a function sends little. Set once it runs: with flags at its start Node's own code cache is refused, and the start
// costs 8 ms more. Measured with 1,000 invocations of 4 spans (`node scripts/bench.mjs extension-memory`), resident on Node 22 and 24:
// 79 and 84 MB as Node does it, 70 and 79 with a young generation that does not grow, 61 and 64 without optimizing compilers as well.
import { setFlagsFromString } from 'node:v8';

/** Later ones may know other flags, and would say so in the function's log. */
const NEWEST_KNOWN_NODE = 24;
/**
 * Moves what is left together whenever all of the heap is collected: 0.9 MB less. From Node 22 on V8 keeps the pages that this empties, and it is 3.5 MB more.
 */
const COMPACT = '--compact-on-every-full-gc';
const NEWEST_THAT_GIVES_PAGES_BACK = 20;
/** From here on optimized code has paid for its compilers' memory: it takes half the CPU a span. */
const MANY_SPANS = 10_000;

/**
 * What is garbage by the time it grows old stays until V8 collects all of its heap, which it does late. Once in so many spans the next small collection
 * is made one of everything: 3 MB less in the end on Node 22 and 4 on 24. It takes 15 ms of CPU, so there is to be one and not one more:
 * the first of them takes an object with it that nothing else does.
 */
const SPANS_A_COLLECTION = 1_000;
/** What an invocation itself leaves behind counts too: a function without an SDK grew by 3 MB in 1,000 of them. */
const SPANS_AN_INVOCATION = 2;

export interface SmallHeap {
  /** Spans that were read. */
  read(spans: number): void;
  invoked(): void;
}

export function keepHeapSmall(): SmallHeap {
  const major = Number.parseInt(process.versions.node, 10);
  if (major > NEWEST_KNOWN_NODE) return { read: () => {}, invoked: () => {} };
  const compact = major > NEWEST_THAT_GIVES_PAGES_BACK ? '' : COMPACT;
  setFlagsFromString(`--semi-space-growth-factor=1 --no-maglev --no-opt ${compact}`);
  const collected = new FinalizationRegistry(() => setFlagsFromString('--no-gc-global'));
  let read = 0;
  let left = 0;
  let collectAt = SPANS_A_COLLECTION;
  const leave = (spans: number) => {
    left += spans;
    if (left < collectAt) return;
    collectAt = left + SPANS_A_COLLECTION;
    setFlagsFromString('--gc-global');
    collected.register({}, null);
  };
  return {
    read(spans) {
      const before = read;
      read += spans;
      if (before < MANY_SPANS && read >= MANY_SPANS) setFlagsFromString('--opt');
      leave(spans);
    },
    invoked: () => leave(SPANS_AN_INVOCATION),
  };
}
