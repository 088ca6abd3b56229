// A list of rows: one leaf a field, and two for a map inside the rows.
import type { ListVector, MapVector, ParquetNode, ScalarVector } from '@tracelake/schema';
import type { BatchSource } from './batch-source.ts';
import type { ColumnChunkWriter } from './column-chunk.ts';
import { ungroupedMap } from './grouped-map.ts';
import { definitionOf, type Levels, nestedLevels, type RepeatedSlots, repeatedSlots } from './levels.ts';
import type { ParquetLeaf } from './parquet-leaf.ts';
import { withoutMissing } from './present-values.ts';
import { checkScalarVector, encodeScalarLeaf } from './scalar-column.ts';
import { encodeTextLeaf } from './text-leaf.ts';

/** list optional (1), repeated (2), element optional (3), field optional (4); in a map: entry (5), value (6). */
const EMPTY_LIST_LEVEL = 1;
const ELEMENT_LEVEL = 3;
const FIELD_LEVEL = 4;
const ENTRY_LEVEL = 5;
const VALUE_LEVEL = 6;

/** `elementNode` is the row type's node; `leaves` are those of the whole column, in its order. */
export function writeListColumn(
  chunks: ColumnChunkWriter,
  elementNode: ParquetNode,
  leaves: readonly ParquetLeaf[],
  source: BatchSource,
  list: ListVector,
): void {
  const slots = repeatedSlots(list.ends, source.rows);
  let next = 0;
  for (const field of elementNode.children) {
    const vector = list.fields[field.name];
    if (field.physicalType !== null) {
      writeScalarField(chunks, leaves[next++], source, list, slots, vector as ScalarVector | undefined);
    } else {
      writeMapField(chunks, [leaves[next++], leaves[next++]], source, list, slots, vector as MapVector | undefined);
    }
  }
}

function writeScalarField(
  chunks: ColumnChunkWriter,
  leaf: ParquetLeaf,
  source: BatchSource,
  list: ListVector,
  slots: RepeatedSlots,
  vector: ScalarVector | undefined,
): void {
  if (vector === undefined) {
    chunks.write(leaf, fieldLevels(slots, ELEMENT_LEVEL, 0), null);
    return;
  }
  checkScalarVector(leaf, vector, list.count);
  const present = withoutMissing(vector);
  const levels =
    present.rows === null
      ? fieldLevels(slots, FIELD_LEVEL, present.count)
      : sparseFieldLevels(slots, list.count, present.rows, present.count);
  chunks.write(leaf, levels, (pages) => encodeScalarLeaf(pages, leaf, source, present));
}

/** Every element at `elementLevel`. */
function fieldLevels(slots: RepeatedSlots, elementLevel: number, valueCount: number): Levels {
  const definition = definitionOf(slots, elementLevel, EMPTY_LIST_LEVEL);
  return nestedLevels(slots.repetition, 1, definition, FIELD_LEVEL, slots.count - valueCount);
}

/** Only the elements numbered in `elements` have a value. */
function sparseFieldLevels(
  slots: RepeatedSlots,
  elementCount: number,
  elements: Int32Array,
  valueCount: number,
): Levels {
  const definition = definitionOf(slots, ELEMENT_LEVEL, EMPTY_LIST_LEVEL);
  const slotOfElement = new Int32Array(elementCount);
  for (let slot = 0, element = 0; slot < slots.count; slot++)
    if (slots.filled[slot] === 1) slotOfElement[element++] = slot;
  for (let index = 0; index < valueCount; index++) definition[slotOfElement[elements[index]]] = FIELD_LEVEL;
  return nestedLevels(slots.repetition, 1, definition, FIELD_LEVEL, slots.count - valueCount);
}

function writeMapField(
  chunks: ColumnChunkWriter,
  [keyLeaf, valueLeaf]: readonly [ParquetLeaf, ParquetLeaf],
  source: BatchSource,
  list: ListVector,
  slots: RepeatedSlots,
  vector: MapVector | undefined,
): void {
  if (vector === undefined) {
    const definition = definitionOf(slots, ELEMENT_LEVEL, EMPTY_LIST_LEVEL);
    chunks.write(keyLeaf, nestedLevels(slots.repetition, 2, definition, ENTRY_LEVEL, slots.count), null);
    chunks.write(valueLeaf, nestedLevels(slots.repetition, 2, definition, VALUE_LEVEL, slots.count), null);
    return;
  }
  const map = ungroupedMap(vector, list.count);
  const inner = innerMapSlots(slots, map.ends);
  const nullCount = inner.repetition.length - map.count;
  chunks.write(
    keyLeaf,
    nestedLevels(inner.repetition, 2, inner.definitionAt(ENTRY_LEVEL), ENTRY_LEVEL, nullCount),
    (pages) => encodeTextLeaf(pages, source.keyText, { ...source.keys, unique: false }, map.keys, map.count),
  );
  checkScalarVector(valueLeaf, map.values, map.count);
  chunks.write(
    valueLeaf,
    nestedLevels(inner.repetition, 2, inner.definitionAt(VALUE_LEVEL), VALUE_LEVEL, nullCount),
    (pages) => encodeScalarLeaf(pages, valueLeaf, source, map.values),
  );
}

interface InnerMapSlots {
  readonly repetition: Uint8Array;
  /** Definition levels with the map's entries at `entryLevel`. */
  definitionAt(entryLevel: number): Uint8Array;
}

/** Slots of the entries of the elements' maps: an element without entries takes one too. */
function innerMapSlots(slots: RepeatedSlots, ends: Int32Array): InnerMapSlots {
  let count = 0;
  for (let slot = 0, element = 0, start = 0; slot < slots.count; slot++) {
    const entries = slots.filled[slot] === 1 ? ends[element] - start : 0;
    if (slots.filled[slot] === 1) start = ends[element++];
    count += entries === 0 ? 1 : entries;
  }
  const repetition = new Uint8Array(count).fill(2);
  const definition = new Uint8Array(count).fill(VALUE_LEVEL);
  let at = 0;
  for (let slot = 0, element = 0, start = 0; slot < slots.count; slot++) {
    repetition[at] = slots.repetition[slot];
    if (slots.filled[slot] === 0) {
      definition[at++] = EMPTY_LIST_LEVEL;
      continue;
    }
    const entries = ends[element] - start;
    if (entries === 0) definition[at] = FIELD_LEVEL;
    at += entries === 0 ? 1 : entries;
    start = ends[element++];
  }
  return {
    repetition,
    definitionAt: (entryLevel) =>
      entryLevel === VALUE_LEVEL ? definition : definition.map((level) => (level === VALUE_LEVEL ? entryLevel : level)),
  };
}
