// Spreads a map whose rows share entry ranges (resource attributes: one range a resource) to one range a row.
import type { BooleanVector, Float64Vector, MapVector, TextVector } from '@tracelake/schema';

/** Positions of the entries of every row, one after another. */
function spreadPositions(
  map: MapVector,
  groupOf: Int32Array,
  rowCount: number,
): { positions: Int32Array; ends: Int32Array } {
  const ends = new Int32Array(rowCount);
  const startOf = (group: number) => (group === 0 ? 0 : map.ends[group - 1]);
  let total = 0;
  for (let row = 0; row < rowCount; row++) {
    total += map.ends[groupOf[row]] - startOf(groupOf[row]);
    ends[row] = total;
  }
  const positions = new Int32Array(total);
  let at = 0;
  for (let row = 0; row < rowCount; row++) {
    const end = map.ends[groupOf[row]];
    for (let entry = startOf(groupOf[row]); entry < end; entry++) positions[at++] = entry;
  }
  return { positions, ends };
}

function pick<T extends Int32Array | Float64Array | Uint8Array>(from: T, positions: Int32Array, into: T): T {
  for (let index = 0; index < positions.length; index++) into[index] = from[positions[index]];
  return into;
}

function pickValues(values: MapVector['values'], positions: Int32Array): TextVector | Float64Vector | BooleanVector {
  const count = positions.length;
  if (values.kind === 'text') return { ...values, count, ids: pick(values.ids, positions, new Int32Array(count)) };
  if (values.kind === 'float64') {
    return { ...values, count, values: pick(values.values, positions, new Float64Array(count)) };
  }
  return { ...values, count, values: pick(values.values, positions, new Uint8Array(count)) };
}

/** The map itself when its rows share nothing. */
export function ungroupedMap(map: MapVector, rowCount: number): MapVector {
  if (map.groupOf === null) return map;
  const { positions, ends } = spreadPositions(map, map.groupOf, rowCount);
  return {
    kind: 'map',
    groupOf: null,
    ends,
    count: positions.length,
    keys: pick(map.keys, positions, new Int32Array(positions.length)),
    values: pickValues(map.values, positions),
  };
}
