// Derives Trino's CREATE TABLE over a table's landing files from its Glue columns: the catalogue that Athena has, for a Trino of one's own.
import { type GlueColumn, glueColumns } from './glue-columns.ts';
import type { TableDefinition } from './table-definition.ts';

export interface HiveTableOptions {
  /** `hive.tracelake.spans_landing` */
  readonly name: string;
  /** Where `dt=…/hour=…/` lie: `s3://bucket/landing/spans`, `local:///landing/spans`. */
  readonly location: string;
  /** First and last day that the projection names, `2026-11-22`; `NOW` is today. */
  readonly days: readonly [first: string, last: string];
}

/** Partitions are not listed but projected: hours by arrival, UTC. */
export function hiveTableStatement(table: TableDefinition, { name, location, days }: HiveTableOptions): string {
  const columns = [...glueColumns(table).map(columnLine), ...partitionLines(days)];
  return `CREATE TABLE ${name} (
  ${columns.join(',\n  ')}
)
WITH (
  format = 'PARQUET',
  external_location = ${text(location)},
  partitioned_by = ARRAY['dt', 'hour'],
  partition_projection_enabled = true
)`;
}

function columnLine({ Name, Type, Comment }: GlueColumn): string {
  return `"${Name}" ${trinoTypeOfGlue(Type)} COMMENT ${text(Comment)}`;
}

function partitionLines([first, last]: HiveTableOptions['days']): string[] {
  const dt = `partition_projection_type = 'DATE', partition_projection_format = 'yyyy-MM-dd', partition_projection_range = ARRAY[${text(first)}, ${text(last)}]`;
  const hour = `partition_projection_type = 'INTEGER', partition_projection_digits = 2, partition_projection_range = ARRAY['0', '23']`;
  return [`"dt" varchar WITH (${dt})`, `"hour" varchar WITH (${hour})`];
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** `map<string,double>` → `map(varchar, double)`, `array<struct<name:string>>` → `array(row("name" varchar))`. */
export function trinoTypeOfGlue(glueType: string): string {
  const [, outer, inner] = /^(map|array|struct)<(.*)>$/.exec(glueType) ?? [];
  switch (outer) {
    case undefined:
      return glueType === 'string' ? 'varchar' : glueType;
    case 'struct':
      return `row(${splitTopLevel(inner).map(structField).join(', ')})`;
    default:
      return `${outer}(${splitTopLevel(inner).map(trinoTypeOfGlue).join(', ')})`;
  }
}

function structField(field: string): string {
  const colon = field.indexOf(':');
  return `"${field.slice(0, colon)}" ${trinoTypeOfGlue(field.slice(colon + 1))}`;
}

/** At commas outside angle brackets. */
function splitTopLevel(list: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < list.length; i++) {
    if (list[i] === '<') depth++;
    else if (list[i] === '>') depth--;
    else if (list[i] === ',' && depth === 0) {
      parts.push(list.slice(start, i));
      start = i + 1;
    }
  }
  return [...parts, list.slice(start)];
}
