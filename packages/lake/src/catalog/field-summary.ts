// What a batch says about its attributes, counted straight from the column buffers: per row one array access, the rest per
// distinct value. Bounded however many keys and values are sent.
import {
  type ColumnBatch,
  type ColumnDefinition,
  type ColumnVector,
  type FieldDocument,
  type FieldLevel,
  isScalarType,
  type MapVector,
  resolveAttributeKey,
  type TableDefinition,
} from '@tracelake/schema';
import { TextSource } from '../parquet/text-source.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import { type DistinctValues, distinctValues } from './distinct-values.ts';
import { compareSummaries, FieldTally } from './field-tally.ts';

export type FieldSummaries = Pick<FieldDocument, 'fields' | 'truncated'>;

/** More keys than this are left out, the rarest first. */
export const MAX_FIELDS = 2000;

/** A longer key is left out. */
export const MAX_KEY_BYTES = 512;

/** Maps that hold attributes, and the level of these. */
const MAP_LEVELS: Readonly<Record<string, FieldLevel>> = {
  attributes_string: 'span',
  attributes_number: 'span',
  attributes_boolean: 'span',
  resource_attributes: 'resource',
  scope_attributes: 'scope',
};

const LEVELS: readonly FieldLevel[] = ['span', 'resource', 'scope', 'event'];

/** A map of the batch as the counting needs it. */
interface AttributeMap {
  readonly level: FieldLevel;
  readonly map: MapVector;
  /** Rows per entry; `null` is one. */
  readonly weights: Int32Array | null;
}

export function summarizeFields(batch: ColumnBatch, table: TableDefinition): FieldSummaries {
  const source = new TextSource(batch);
  const columnTallies = table.columns.flatMap((column) => {
    const tally = tallyColumn(source, column, batch.columns[column.name]);
    return tally === null ? [] : [tally];
  });
  const maps = attributeMaps(batch, table);
  const chosen = chooseKeys(maps, batch, MAX_FIELDS - columnTallies.length);
  const mapTallies = new MapTallies(batch, chosen.kept);
  for (const map of maps) mapTallies.count(map, distinctValues(source, map.map.values));
  const fields = [...columnTallies, ...mapTallies.tallies()].map((tally) => tally.summary());
  return { fields: fields.sort(compareSummaries), truncated: chosen.truncated };
}

/** The level at which the attribute of a column normally stands. */
export function levelOfColumn(column: ColumnDefinition): FieldLevel {
  if (column.attributeKey === 'service.name') return 'resource';
  return resolveAttributeKey(column.attributeKey ?? '')?.attribute.level ?? 'span';
}

/** The level of the attributes in a map column, `null` for a column that is no attribute map. */
export function levelOfMap(column: string): FieldLevel | null {
  return MAP_LEVELS[column] ?? null;
}

function tallyColumn(
  source: TextSource,
  column: ColumnDefinition,
  vector: ColumnVector | undefined,
): FieldTally | null {
  if (column.attributeKey === null || vector === undefined || !isScalarType(column.type)) return null;
  if (vector.kind === 'map' || vector.kind === 'list' || vector.count === 0) return null;
  const values = distinctValues(source, vector);
  const counts = new Int32Array(values.size);
  const seen = countIds(values.ids, vector.count, counts);
  const tally = new FieldTally(column.attributeKey, levelOfColumn(column), column.name);
  tally.countRows(values.type, vector.count);
  tallyValues(tally, values, seen, counts);
  return tally;
}

/** Adds each id to `counts`; returns the ids seen, in order of first sight. Apart, so that the loop sees one shape. */
function countIds(ids: Int32Array, count: number, counts: Int32Array): number[] {
  const seen: number[] = [];
  for (let index = 0; index < count; index++) {
    const id = ids[index];
    if (counts[id]++ === 0) seen.push(id);
  }
  return seen;
}

/** Adds the distinct values `seen`; leaves `counts` as it is. */
function tallyValues(tally: FieldTally, values: DistinctValues, seen: readonly number[], counts: Int32Array): void {
  const sketch = new DistinctSketch();
  for (const id of seen) {
    sketch.add(values.hash(id));
    if (values.isFraction(id)) tally.sawFraction();
  }
  tally.sketch.absorb(sketch);
  if (sketch.isFull || sketch.size === seen.length) {
    for (const id of seen) if (tally.top.accepts(counts[id])) tally.top.add(values.text(id), counts[id]);
    return;
  }
  // A dictionary may hold a value twice (`unique`, or crowded out of its hash table; 0 and -0). Few distinct values are
  // then counted together; with many the counts are lower bounds anyway.
  const merged = new Map<number, { id: number; count: number }>();
  for (const id of seen) {
    const known = merged.get(values.hash(id));
    if (known === undefined) merged.set(values.hash(id), { id, count: counts[id] });
    else known.count += counts[id];
  }
  for (const { id, count } of merged.values()) if (tally.top.accepts(count)) tally.top.add(values.text(id), count);
}

function attributeMaps(batch: ColumnBatch, table: TableDefinition): AttributeMap[] {
  const maps: AttributeMap[] = [];
  for (const column of table.columns) {
    const vector = batch.columns[column.name];
    if (vector?.kind === 'map') {
      const level = levelOfMap(column.name);
      if (level !== null) maps.push({ level, map: vector, weights: entryWeights(vector, batch.rows) });
    } else if (vector?.kind === 'list' && column.name === 'events') {
      const map = vector.fields['attributes'];
      if (map?.kind === 'map') maps.push({ level: 'event', map, weights: entryWeights(map, vector.count) });
    }
  }
  return maps;
}

/** Rows that share each entry, where rows share entries. */
function entryWeights(map: MapVector, rowCount: number): Int32Array | null {
  if (map.groupOf === null) return null;
  const rowsOfGroup = new Int32Array(map.ends.length);
  for (let row = 0; row < rowCount; row++) rowsOfGroup[map.groupOf[row]]++;
  const weights = new Int32Array(map.count);
  let entry = 0;
  for (let group = 0; entry < map.count; group++) {
    for (const end = map.ends[group]; entry < end; entry++) weights[entry] = rowsOfGroup[group];
  }
  return weights;
}

/** A key at a level, as one number. */
function slotOf(level: FieldLevel, key: number, keyCount: number): number {
  return LEVELS.indexOf(level) * keyCount + key;
}

/** The most frequent keys, 1 in `kept` by slot. */
function chooseKeys(
  maps: readonly AttributeMap[],
  batch: ColumnBatch,
  limit: number,
): { kept: Uint8Array; truncated: boolean } {
  const keyCount = batch.keys.size;
  const rows = new Float64Array(LEVELS.length * keyCount);
  for (const { level, map, weights } of maps) {
    const base = slotOf(level, 0, keyCount);
    for (let entry = 0; entry < map.count; entry++) {
      rows[base + map.keys[entry]] += weights === null ? 1 : weights[entry];
    }
  }
  const kept = new Uint8Array(rows.length);
  const candidates: number[] = [];
  let tooLong = false;
  for (let slot = 0; slot < rows.length; slot++) {
    if (rows[slot] === 0) continue;
    if (batch.keys.lengths[slot % keyCount] > MAX_KEY_BYTES) tooLong = true;
    else candidates.push(slot);
  }
  const truncated = candidates.length > limit;
  if (truncated) candidates.sort((left, right) => rows[right] - rows[left]);
  for (const slot of candidates.slice(0, limit)) kept[slot] = 1;
  return { kept, truncated: truncated || tooLong };
}

/** Counts map entries key by key; one attribute may lie in several maps, by the types of its values. */
class MapTallies {
  readonly #batch: ColumnBatch;
  readonly #keyText: TextSource;
  readonly #kept: Uint8Array;
  readonly #bySlot = new Map<number, FieldTally>();

  constructor(batch: ColumnBatch, kept: Uint8Array) {
    this.#batch = batch;
    this.#keyText = TextSource.ofKeys(batch.keys);
    this.#kept = kept;
  }

  tallies(): IterableIterator<FieldTally> {
    return this.#bySlot.values();
  }

  count({ level, map, weights }: AttributeMap, values: DistinctValues): void {
    const keyCount = this.#batch.keys.size;
    const { order, ends } = entriesByKey(map, keyCount);
    const counts = new Int32Array(values.size);
    for (let key = 0, start = 0; key < keyCount; start = ends[key++]) {
      const slot = slotOf(level, key, keyCount);
      if (start === ends[key] || this.#kept[slot] === 0) continue;
      const { seen, rows } = countEntries(order, start, ends[key], values.ids, weights, counts);
      if (rows === 0) continue;
      const tally = this.#tally(slot, level, key);
      tally.countRows(values.type, rows);
      tallyValues(tally, values, seen, counts);
      for (const id of seen) counts[id] = 0;
    }
  }

  #tally(slot: number, level: FieldLevel, key: number): FieldTally {
    let tally = this.#bySlot.get(slot);
    if (tally === undefined) {
      const { offsets, lengths } = this.#batch.keys;
      const text = new TextDecoder().decode(this.#keyText.bytesAt(offsets[key], lengths[key]).slice());
      tally = new FieldTally(text, level, null);
      this.#bySlot.set(slot, tally);
    }
    return tally;
  }
}

/** The same for the entries `order[start, end)` of a map, with their weights. */
function countEntries(
  order: Int32Array,
  start: number,
  end: number,
  ids: Int32Array,
  weights: Int32Array | null,
  counts: Int32Array,
): { seen: number[]; rows: number } {
  const seen: number[] = [];
  let rows = 0;
  for (let position = start; position < end; position++) {
    const entry = order[position];
    const weight = weights === null ? 1 : weights[entry];
    if (weight === 0) continue;
    const id = ids[entry];
    if (counts[id] === 0) seen.push(id);
    counts[id] += weight;
    rows += weight;
  }
  return { seen, rows };
}

/** Entry numbers sorted by key: those of key k are `order[ends[k - 1], ends[k])`. */
function entriesByKey(map: MapVector, keyCount: number): { order: Int32Array; ends: Int32Array } {
  const { keys, count } = map;
  const ends = new Int32Array(keyCount);
  for (let entry = 0; entry < count; entry++) ends[keys[entry]]++;
  for (let key = 1; key < keyCount; key++) ends[key] += ends[key - 1];
  const order = new Int32Array(count);
  // Backwards, so that each end moves down to its start and entries of a key keep their order.
  const next = ends.slice();
  for (let entry = count - 1; entry >= 0; entry--) order[--next[keys[entry]]] = entry;
  return { order, ends };
}
