// The types a column can have, as plain data; every engine's type text is derived from these.

/** A single value. `varchar` is UTF-8 text, `bigint` a signed 64-bit integer. */
export type ScalarType = 'varchar' | 'bigint' | 'double' | 'boolean';

/** A map with text keys. `keyId` and `valueId` are the Iceberg field ids of its two parts. */
export interface MapType {
  readonly kind: 'map';
  readonly keyId: number;
  readonly valueId: number;
  readonly value: ScalarType;
}

/** An array of rows. `elementId` is the Iceberg field id of the element. */
export interface ArrayType {
  readonly kind: 'array';
  readonly elementId: number;
  readonly fields: readonly StructField[];
}

/** One member of an array's row. */
export interface StructField {
  readonly id: number;
  readonly name: string;
  readonly type: ScalarType | MapType;
}

export type ColumnType = ScalarType | MapType | ArrayType;

export function isScalarType(type: ColumnType): type is ScalarType {
  return typeof type === 'string';
}

/** Trino's type text: `map(varchar, double)`, `array(row(name varchar, …))`. */
export function trinoTypeText(type: ColumnType): string {
  if (isScalarType(type)) return type;
  if (type.kind === 'map') return `map(varchar, ${type.value})`;
  return `array(row(${type.fields.map((field) => `${field.name} ${trinoTypeText(field.type)}`).join(', ')}))`;
}

const GLUE_SCALARS: Record<ScalarType, string> = {
  varchar: 'string',
  bigint: 'bigint',
  double: 'double',
  boolean: 'boolean',
};

/** Glue's (Hive's) type text: `map<string,double>`, `array<struct<name:string,…>>`. */
export function glueTypeText(type: ColumnType): string {
  if (isScalarType(type)) return GLUE_SCALARS[type];
  if (type.kind === 'map') return `map<string,${GLUE_SCALARS[type.value]}>`;
  return `array<struct<${type.fields.map((field) => `${field.name}:${glueTypeText(field.type)}`).join(',')}>>`;
}

/** DuckDB's type text: `MAP(VARCHAR, DOUBLE)`, `STRUCT("name" VARCHAR, …)[]`. */
export function duckdbTypeText(type: ColumnType): string {
  if (isScalarType(type)) return type.toUpperCase();
  if (type.kind === 'map') return `MAP(VARCHAR, ${type.value.toUpperCase()})`;
  return `STRUCT(${type.fields.map((field) => `"${field.name}" ${duckdbTypeText(field.type)}`).join(', ')})[]`;
}
