// A map column: a key leaf and a value leaf under one level structure; one dictionary for all keys, one for all values.
import type { MapVector } from '@tracelake/schema';
import type { BatchSource } from './batch-source.ts';
import type { ColumnChunkWriter } from './column-chunk.ts';
import { ungroupedMap } from './grouped-map.ts';
import { definitionOf, nestedLevels, repeatedSlots } from './levels.ts';
import type { ParquetLeaf } from './parquet-leaf.ts';
import { checkScalarVector, encodeScalarLeaf } from './scalar-column.ts';
import { encodeTextLeaf } from './text-leaf.ts';

/** `map` optional (1), `key_value` repeated (2), `key` required (2), `value` optional (3); an empty map is 1. */
const EMPTY_LEVEL = 1;
const ENTRY_LEVEL = 2;
const VALUE_LEVEL = 3;

export function writeMapColumn(
  chunks: ColumnChunkWriter,
  [keyLeaf, valueLeaf]: readonly ParquetLeaf[],
  source: BatchSource,
  vector: MapVector,
): void {
  const map = ungroupedMap(vector, source.rows);
  const slots = repeatedSlots(map.ends, source.rows);
  const emptyCount = slots.count - map.count;
  const keyLevels = definitionOf(slots, ENTRY_LEVEL, EMPTY_LEVEL);
  chunks.write(keyLeaf, nestedLevels(slots.repetition, 1, keyLevels, ENTRY_LEVEL, emptyCount), (pages) =>
    encodeTextLeaf(pages, source.keyText, { ...source.keys, unique: false }, map.keys, map.count),
  );
  checkScalarVector(valueLeaf, map.values, map.count);
  const valueLevels = definitionOf(slots, VALUE_LEVEL, EMPTY_LEVEL);
  chunks.write(valueLeaf, nestedLevels(slots.repetition, 1, valueLevels, VALUE_LEVEL, emptyCount), (pages) =>
    encodeScalarLeaf(pages, valueLeaf, source, map.values),
  );
}
