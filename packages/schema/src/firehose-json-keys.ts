// The keys of Firehose documents: short ones in place of column names, which a stream maps back (`ColumnToJsonKeyMappings`). Why: ADR 15.
import { isScalarType } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

/** Ids below 1,296 take two characters, and lower case alone tells all keys apart. */
const RADIX = 36;

/**
 * By column name its key: the field id, which is never given twice either, so that no key ever changes its meaning. The SerDe looks members of
 * structs up by the same mapping, so columns that share a name with one (`name`, `trace_id` …) have none and keep their name.
 */
export function firehoseJsonKeys(table: TableDefinition): Readonly<Record<string, string>> {
  const members = new Set(
    table.columns.flatMap(({ type }) =>
      isScalarType(type) || type.kind === 'map' ? [] : type.fields.map(({ name }) => name),
    ),
  );
  const mapped = table.columns.filter(({ name }) => !members.has(name));
  return Object.fromEntries(mapped.map(({ id, name }) => [name, id.toString(RADIX)]));
}
