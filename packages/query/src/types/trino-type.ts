// Trino's types as plain values.

export interface RowField {
  /** `undefined` for an anonymous field. */
  readonly name: string | undefined;
  readonly type: TrinoType;
}

export type TrinoType =
  | { readonly kind: 'boolean' | 'tinyint' | 'smallint' | 'integer' | 'bigint' | 'real' | 'double' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  /** `length` undefined: unbounded. */
  | { readonly kind: 'varchar'; readonly length: number | undefined }
  | { readonly kind: 'char'; readonly length: number }
  | { readonly kind: 'varbinary' | 'date' | 'json' | 'uuid' | 'unknown' }
  | { readonly kind: 'time' | 'timestamp'; readonly precision: number }
  /** `zone` null: known only at run time, so that the value carries it. */
  | { readonly kind: 'timestamp with time zone'; readonly precision: number; readonly zone: string | null }
  | { readonly kind: 'interval day to second' | 'interval year to month' }
  | { readonly kind: 'array'; readonly element: TrinoType }
  | { readonly kind: 'map'; readonly key: TrinoType; readonly value: TrinoType }
  | { readonly kind: 'row'; readonly fields: readonly RowField[] }
  /** A lambda as an argument; never the type of a column. */
  | { readonly kind: 'function' };

/** One column of a result: what the user sees. */
export interface ResultColumn {
  readonly name: string;
  readonly type: TrinoType;
}
