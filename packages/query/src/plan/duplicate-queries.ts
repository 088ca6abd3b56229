// The questions that a comparison of files asks the engine, and how their answers are read. First narrowly: nearly always there
// is no duplicate, and the text that ranks them, over all columns, takes DuckDB 60 ms to bind.
import { type DataFile, IDENTITY_COLUMNS, SPANS_TABLE } from '@tracelake/schema';
import { duckdbType } from '../types/duckdb-type.ts';
import type { ResultColumn } from '../types/trino-type.ts';
import { BIGINT, VARCHAR } from '../types/type-constructors.ts';
import { DUCKDB_DIALECT } from './duckdb-dialect.ts';
import type { DuplicateComparison, RowPlace } from './duplicate-index.ts';
import { winnerFirst } from './duplicate-order.ts';
import { parquetRows } from './parquet-rows.ts';

/** More starts or duplicates than this are not remembered but sought by every query anew. */
export const MAX_REMEMBERED_DUPLICATES = 20_000;

export interface DuplicateQuery {
  readonly sql: string;
  readonly types: readonly string[];
  readonly columns: readonly ResultColumn[];
}

const IDENTITY = IDENTITY_COLUMNS.join(', ');

/** Gives the starts at which duplicates stand. `locate` gives what DuckDB opens for a lake path. */
export function duplicateStartsQuery(
  comparison: DuplicateComparison,
  locate: (path: string) => string,
): DuplicateQuery {
  const rows = rowsOf(comparison, [...IDENTITY_COLUMNS], locate);
  const repeated = `SELECT start_time_unix_nano FROM (${rows}) GROUP BY 1 HAVING count(*) > 1`;
  const equal = `SELECT ${IDENTITY} FROM (${rows}) WHERE start_time_unix_nano IN (FROM repeated) GROUP BY ALL HAVING count(*) > 1`;
  const sql = `WITH repeated AS MATERIALIZED (${repeated}) SELECT DISTINCT start_time_unix_nano FROM (${equal})`;
  return { sql, ...described([{ name: 'start_time_unix_nano', type: BIGINT }]) };
}

/** Gives every duplicate: its file, its row, and its place among its equals, group by group. */
export function duplicateRanksQuery(
  comparison: DuplicateComparison,
  starts: readonly string[],
  locate: (path: string) => string,
): DuplicateQuery {
  const columns = SPANS_TABLE.columns.map(({ name }) => name);
  const rows = rowsOf(comparison, columns, locate, { numbered: true, starts });
  const ranked = `SELECT ${IDENTITY}, filename, file_row_number,
    row_number() OVER (PARTITION BY ${IDENTITY} ORDER BY ${winnerFirst(DUCKDB_DIALECT)}) AS place,
    count(*) OVER (PARTITION BY ${IDENTITY}) AS equals FROM (${rows})`;
  const sql = `SELECT filename, file_row_number, place FROM (${ranked}) WHERE equals > 1 ORDER BY ${IDENTITY}, place`;
  const result = [
    { name: 'filename', type: VARCHAR },
    { name: 'file_row_number', type: BIGINT },
    { name: 'place', type: BIGINT },
  ];
  return { sql, ...described(result) };
}

/** `rows` as the engine gives them. */
export function duplicateGroups(
  comparison: DuplicateComparison,
  rows: readonly (readonly unknown[])[],
  locate: (path: string) => string,
): RowPlace[][] {
  const paths = new Map(filesOf(comparison).map(({ path }) => [locate(path), path]));
  const groups: RowPlace[][] = [];
  for (const [name, row, place] of rows) {
    const path = paths.get(String(name));
    if (path === undefined) throw new Error('A duplicate lies in a file that was not compared');
    if (Number(place) === 1) groups.push([]);
    groups.at(-1)?.push({ path, row: Number(row) });
  }
  return groups;
}

function rowsOf(
  comparison: DuplicateComparison,
  columns: readonly string[],
  locate: (path: string) => string,
  { numbered = false, starts }: { readonly numbered?: boolean; readonly starts?: readonly string[] } = {},
): string {
  const reads = new Set([...columns, 'amends']);
  const conditions = ['amends IS NULL', ...rangeOf(comparison.fresh)];
  if (starts !== undefined) conditions.push(`start_time_unix_nano IN (${starts.join(', ')})`);
  const select = numbered ? '*' : IDENTITY;
  const rows = parquetRows(filesOf(comparison), reads, locate, { numbered });
  return `SELECT ${select} FROM ${rows} WHERE ${conditions.join(' AND ')}`;
}

/** Only what a fresh file can have part in is new. */
function rangeOf(fresh: readonly DataFile[]): string[] {
  let min: bigint | undefined;
  let max: bigint | undefined;
  for (const file of fresh) {
    if (file.minStartTimeUnixNano === null || file.maxStartTimeUnixNano === null) return [];
    const [first, last] = [BigInt(file.minStartTimeUnixNano), BigInt(file.maxStartTimeUnixNano)];
    if (min === undefined || first < min) min = first;
    if (max === undefined || last > max) max = last;
  }
  return [`start_time_unix_nano BETWEEN ${min} AND ${max}`];
}

function filesOf({ fresh, known }: DuplicateComparison): readonly DataFile[] {
  return [...fresh, ...known];
}

function described(columns: readonly ResultColumn[]): Pick<DuplicateQuery, 'types' | 'columns'> {
  return { columns, types: columns.map(({ type }) => duckdbType(type)) };
}
