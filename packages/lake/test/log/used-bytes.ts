// Memory that lives on, for tests of what is kept.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Of this thread, behind a collection. */
export function usedBytes(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
