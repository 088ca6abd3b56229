// A look into the maps of files that no document describes whole: which attributes of these names they hold, with which types.
import type { DataFile, FieldLevel, FieldSummary, FieldValueType } from '@tracelake/schema';
import { duckdbType } from '../types/duckdb-type.ts';
import type { ResultColumn } from '../types/trino-type.ts';
import { BIGINT, VARCHAR } from '../types/type-constructors.ts';
import { DUCKDB_DIALECT } from './duckdb-dialect.ts';
import { parquetRows } from './parquet-rows.ts';

/** A question for the engine: run `probeQuery`, hand its rows to `probedAttributes`, and that to the next plan. */
export interface AttributeProbe {
  /** Identifiers in lower case. */
  readonly names: readonly string[];
  readonly files: readonly DataFile[];
}

/** What is known of the names now: a name without a field is in none of the files. */
export interface ProbedAttributes {
  readonly names: readonly string[];
  readonly fields: readonly FieldSummary[];
}

const PROBED_MAPS: readonly (readonly [map: string, level: FieldLevel, type: FieldValueType])[] = [
  ['attributes_string', 'span', 'string'],
  ['attributes_number', 'span', 'number'],
  ['attributes_boolean', 'span', 'boolean'],
  ['resource_attributes', 'resource', 'string'],
  ['scope_attributes', 'scope', 'string'],
];

const COLUMNS: readonly ResultColumn[] = [
  { name: 'level', type: VARCHAR },
  { name: 'type', type: VARCHAR },
  { name: 'key', type: VARCHAR },
  { name: 'rows', type: BIGINT },
];

export interface ProbeQuery {
  readonly sql: string;
  readonly types: readonly string[];
  readonly columns: readonly ResultColumn[];
}

/** DuckDB text. `locate` gives what DuckDB opens for a lake path. */
export function probeQuery(probe: AttributeProbe, locate: (path: string) => string): ProbeQuery {
  const names = probe.names.map(DUCKDB_DIALECT.literal).join(', ');
  const branches = PROBED_MAPS.map(([map, level, type]) => {
    const rows = parquetRows(probe.files, new Set([map]), locate);
    return `SELECT '${level}' AS level, '${type}' AS type, unnest(map_keys(${map})) AS key FROM ${rows}`;
  });
  return {
    sql: `SELECT level, type, key, count(*) AS "rows" FROM (${branches.join(' UNION ALL ')}) WHERE lower(key) IN (${names}) GROUP BY ALL`,
    types: COLUMNS.map((column) => duckdbType(column.type)),
    columns: COLUMNS,
  };
}

/** `rows` as the engine gives them: level, type, key, count. */
export function probedAttributes(probe: AttributeProbe, rows: readonly (readonly unknown[])[]): ProbedAttributes {
  const fields = rows.map(([level, type, key, count]) => ({
    key: String(key),
    level: level as FieldLevel,
    column: null,
    types: { [type as FieldValueType]: Number(count) },
    integral: false,
    sketch: [],
    top: [],
  }));
  return { names: probe.names, fields };
}
