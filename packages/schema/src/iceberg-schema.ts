// Derives the Iceberg schema of a table (Iceberg table specification, appendix C: JSON serialization).
import { type ColumnType, isScalarType, type ScalarType } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

export type IcebergType =
  | string
  | {
      type: 'map';
      'key-id': number;
      key: IcebergType;
      'value-id': number;
      value: IcebergType;
      'value-required': boolean;
    }
  | { type: 'list'; 'element-id': number; element: IcebergType; 'element-required': boolean }
  | { type: 'struct'; fields: IcebergField[] };

export interface IcebergField {
  id: number;
  name: string;
  required: boolean;
  type: IcebergType;
  doc?: string;
}

const ICEBERG_SCALARS: Record<ScalarType, string> = {
  varchar: 'string',
  bigint: 'long',
  double: 'double',
  boolean: 'boolean',
};

function icebergType(type: ColumnType): IcebergType {
  if (isScalarType(type)) return ICEBERG_SCALARS[type];
  if (type.kind === 'map') {
    const value = ICEBERG_SCALARS[type.value];
    return {
      type: 'map',
      'key-id': type.keyId,
      key: 'string',
      'value-id': type.valueId,
      value,
      'value-required': false,
    };
  }
  const fields = type.fields.map((field) => ({
    id: field.id,
    name: field.name,
    required: false,
    type: icebergType(field.type),
  }));
  return { type: 'list', 'element-id': type.elementId, element: { type: 'struct', fields }, 'element-required': false };
}

export function icebergFields(table: TableDefinition): IcebergField[] {
  return table.columns.map((column) => ({
    id: column.id,
    name: column.name,
    required: false,
    type: icebergType(column.type),
    doc: column.description,
  }));
}
