// The Parquet schema that Hive's writer makes of a Glue table: optional columns, no field ids, lists as `bag.array_element`, maps as `map (MAP_KEY_VALUE)`.
import type { ParquetType, SchemaElement } from 'hyparquet';
import type { HiveMember, HiveScalarName, HiveType } from './hive-type.ts';

const PHYSICAL: Readonly<Record<HiveScalarName, ParquetType>> = {
  string: 'BYTE_ARRAY',
  int: 'INT32',
  bigint: 'INT64',
  float: 'FLOAT',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  timestamp: 'INT96',
  date: 'INT32',
};

/** Parents before children, the root first. */
export function hiveParquetSchema(columns: readonly HiveMember[]): SchemaElement[] {
  return [
    { name: 'hive_schema', num_children: columns.length },
    ...columns.flatMap(({ name, type }) => elements(name, type)),
  ];
}

function elements(name: string, type: HiveType): SchemaElement[] {
  switch (type.kind) {
    case 'scalar':
      return [leaf(name, type.name, 'OPTIONAL')];
    case 'struct':
      return [
        { name, repetition_type: 'OPTIONAL', num_children: type.members.length },
        ...type.members.flatMap((member) => elements(member.name, member.type)),
      ];
    case 'array':
      return [
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'LIST' },
        { name: 'bag', repetition_type: 'REPEATED', num_children: 1 },
        ...elements('array_element', type.element),
      ];
    case 'map':
      return [
        { name, repetition_type: 'OPTIONAL', num_children: 1, converted_type: 'MAP' },
        { name: 'map', repetition_type: 'REPEATED', num_children: 2, converted_type: 'MAP_KEY_VALUE' },
        leaf('key', 'string', 'REQUIRED'),
        ...elements('value', type.value),
      ];
  }
}

function leaf(name: string, scalar: HiveScalarName, repetition: 'OPTIONAL' | 'REQUIRED'): SchemaElement {
  const element: SchemaElement = { name, type: PHYSICAL[scalar], repetition_type: repetition };
  if (scalar === 'string') return { ...element, converted_type: 'UTF8' };
  return scalar === 'date' ? { ...element, converted_type: 'DATE' } : element;
}
