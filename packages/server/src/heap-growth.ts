// How much memory may come before V8 looks through the whole heap again.
import { setFlagsFromString } from 'node:v8';

/**
 * Bodies are counted as growth of the heap, and V8, which sees little else grow, begins a full collection after every 10 to 20 MB of them:
 * at full rate three a second, each of 40 MB of parser tables that never change. They took a third of the server's CPU on V8's own threads.
 * With this share of the heap to grow by (V8's own bounds are 10 % and 300 %) it is a fifth as often, for 20 MB more of memory.
 */
const GROWTH_PERCENT = 200;

/** For all threads of this process; from its start on, since V8 plans each collection at the end of the last. */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
