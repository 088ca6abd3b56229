// Derives the Parquet schema tree of a table: three-level lists and maps as the Parquet format's LogicalTypes.md says.
import { type ColumnType, isScalarType, type MapType, type ScalarType } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

export type ParquetRepetition = 'required' | 'optional' | 'repeated';
export type ParquetPhysicalType = 'boolean' | 'int64' | 'double' | 'byte_array';
export type ParquetLogicalType = 'string' | 'map' | 'list';

/** One node of the tree; groups have `children`, leaves have `physicalType`. */
export interface ParquetNode {
  readonly name: string;
  readonly repetition: ParquetRepetition;
  readonly fieldId: number | null;
  readonly logicalType: ParquetLogicalType | null;
  readonly physicalType: ParquetPhysicalType | null;
  readonly children: readonly ParquetNode[];
}

const PHYSICAL_TYPES: Record<ScalarType, ParquetPhysicalType> = {
  varchar: 'byte_array',
  bigint: 'int64',
  double: 'double',
  boolean: 'boolean',
};

function leaf(name: string, fieldId: number, type: ScalarType, repetition: ParquetRepetition): ParquetNode {
  const logicalType = type === 'varchar' ? 'string' : null;
  return { name, repetition, fieldId, logicalType, physicalType: PHYSICAL_TYPES[type], children: [] };
}

function group(
  name: string,
  fieldId: number | null,
  repetition: ParquetRepetition,
  logicalType: ParquetLogicalType | null,
  children: readonly ParquetNode[],
): ParquetNode {
  return { name, repetition, fieldId, logicalType, physicalType: null, children };
}

function mapNode(name: string, fieldId: number, type: MapType): ParquetNode {
  const entries = group('key_value', null, 'repeated', null, [
    leaf('key', type.keyId, 'varchar', 'required'),
    leaf('value', type.valueId, type.value, 'optional'),
  ]);
  return group(name, fieldId, 'optional', 'map', [entries]);
}

function columnNode(name: string, fieldId: number, type: ColumnType): ParquetNode {
  if (isScalarType(type)) return leaf(name, fieldId, type, 'optional');
  if (type.kind === 'map') return mapNode(name, fieldId, type);
  const members = type.fields.map((field) => columnNode(field.name, field.id, field.type));
  const element = group('element', type.elementId, 'optional', null, members);
  return group(name, fieldId, 'optional', 'list', [group('list', null, 'repeated', null, [element])]);
}

/** Top-level nodes in column order; every column is optional, as Hive and Firehose write them. */
export function parquetSchema(table: TableDefinition): readonly ParquetNode[] {
  return table.columns.map((column) => columnNode(column.name, column.id, column.type));
}
