// Takes the missing values (-1) out of an id vector, so that encoders only meet values that are there.
import type { HexVector, ScalarVector } from '@tracelake/schema';

const MISSING = -1;

/**
 * The vector itself when nothing is missing. Only hex vectors can mark single values as missing. An offset into the side
 * arena is negative too, and `~0` is -1: without a dictionary, -1 always means missing.
 */
export function withoutMissing(vector: ScalarVector): ScalarVector {
  if (vector.kind !== 'hex') return vector;
  const missing = missingCount(vector);
  if (missing === 0) return vector;
  const count = vector.count - missing;
  const rows = new Int32Array(count);
  const ids = new Int32Array(count);
  let kept = 0;
  for (let index = 0; index < vector.count; index++) {
    if (vector.ids[index] === MISSING) continue;
    rows[kept] = vector.rows === null ? index : vector.rows[index];
    ids[kept++] = vector.ids[index];
  }
  return { ...vector, rows, ids, count };
}

function missingCount(vector: HexVector): number {
  let missing = 0;
  for (let index = 0; index < vector.count; index++) if (vector.ids[index] === MISSING) missing++;
  return missing;
}
