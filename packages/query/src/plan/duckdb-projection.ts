// The virtual table as DuckDB text: `WITH "spans" AS (…)`, only the columns used, only the files needed.
import { type DataFile, IDENTITY_COLUMNS } from '@tracelake/schema';
import type { SourceColumn } from '../translate/relation-source.ts';
import { quoteIdentifier } from '../types/quoting.ts';
import {
  type Amendments,
  amendedValue,
  invocationConditions,
  joinCondition,
  lateValues,
  orphanCondition,
  orphanValues,
} from './amendments.ts';
import { DUCKDB_DIALECT } from './duckdb-dialect.ts';
import type { DuplicateRows } from './duplicate-index.ts';
import { ORDER_COLUMNS, winnerFirst } from './duplicate-order.ts';
import type { FileClass } from './file-classes.ts';
import type { SelectedFiles } from './file-selection.ts';
import { emptyRows, parquetRows, ROW_PLACE } from './parquet-rows.ts';
import type { PhysicalColumn } from './physical-column.ts';
import { durationConditions, type ScanBounds } from './scan-bounds.ts';

export interface Projection {
  readonly columns: readonly { readonly column: SourceColumn; readonly physical: PhysicalColumn }[];
  readonly bounds: ScanBounds;
  readonly duplicates: 'exact' | 'fast';
  /** Where they are known; else the text seeks them. */
  readonly duplicateRows?: DuplicateRows | undefined;
  /** Rows of files that are not read, since no column of theirs is wanted. */
  readonly countedRows?: number | undefined;
  /** Set where late values have to be joined in. */
  readonly amendments?: Amendments | undefined;
}

/** Names that the user's text cannot hold: the translator prints identifiers of its own. */
const REPEATED_STARTS = '"spans: starts seen twice"';
const REPEATED_SPANS = '"spans: starts of duplicates"';
const LOSERS = '"spans: duplicates"';
const AMENDMENTS = '"spans: amendments"';

/**
 * WITH elements, without the keyword, ready to stand before others. `locate` gives what DuckDB opens for a lake path.
 * @param classes of all files of the scan, with the projection's columns as they are made there
 */
export function duckdbProjection(
  projection: Projection,
  classes: readonly FileClass[],
  locate: (path: string) => string,
): string {
  const { bounds, duplicateRows } = projection;
  const all = {
    inside: classes.flatMap(({ files }) => files.inside),
    edge: classes.flatMap(({ files }) => files.edge),
  };
  const hasFiles = all.inside.length + all.edge.length > 0;
  const isSought = hasFiles && projection.duplicates === 'exact' && duplicateRows === undefined;
  const scan = { bounds, files: all, locate };
  const elements = [...(isSought ? losers(scan) : []), ...lateElements(projection, scan)];
  const branches = classes.flatMap(({ columns, files }) => {
    const isAmended = projection.amendments?.touches.includes(true) === true;
    const reads = new Set(columns.flatMap((physical) => physical.reads));
    const form: ScanForm = {
      reads: isAmended ? new Set([...reads, ...IDENTITY_COLUMNS]) : reads,
      select: selectList(projection, columns),
      where: projection.amendments?.touchesDuration === true ? [] : durationConditions(bounds, reads),
      numbered: isSought,
      without: duplicateRows,
      joins: [
        isAmended ? ` LEFT JOIN ${AMENDMENTS} ON ${joinCondition()}` : '',
        isSought ? ` ANTI JOIN ${LOSERS} USING (${ROW_PLACE.join(', ')})` : '',
      ].join(''),
    };
    return scanBranches({ bounds, files, locate }, form);
  });
  branches.push(...orphans(projection, scan));
  if (projection.countedRows !== undefined)
    branches.push(`SELECT ${selectedAs(projection, [])} FROM range(${projection.countedRows})`);
  return [...elements, `"spans" AS (\n  ${branches.join('\n  UNION ALL\n  ')}\n)`].join(',\n');
}

function selectList(projection: Projection, columns: readonly PhysicalColumn[]): string {
  return selectedAs(
    projection,
    columns.map((physical, i) => {
      const own = physical.print(DUCKDB_DIALECT);
      return projection.amendments?.touches[i] === true ? amendedValue(own, i, physical.type) : own;
    }),
  );
}

function selectedAs({ columns }: Projection, values: readonly string[]): string {
  const selected = columns.map(({ column }, i) => `${values[i]} AS ${quoteIdentifier(column.id)}`);
  return selected.length === 0 ? 'true AS "present"' : selected.join(', ');
}

function lateElements(projection: Projection, scan: Scan): string[] {
  const { amendments } = projection;
  if (amendments === undefined) return [];
  const { select, groupBy } = lateValues(projection, amendments, DUCKDB_DIALECT);
  const reads = new Set([...IDENTITY_COLUMNS, ...projection.columns.flatMap(({ physical }) => physical.reads)]);
  const rows = scanOf({ ...scan, files: amendments.files }, { reads, select: '*', amending: true });
  return [`${AMENDMENTS} AS MATERIALIZED (SELECT ${select} FROM (${rows}) GROUP BY ${groupBy})`];
}

/** Amendments whose invocation has not come. */
function orphans(projection: Projection, scan: Scan): string[] {
  const before = projection.amendments?.orphansBefore;
  if (before === undefined) return [];
  const events = scanOf(scan, {
    reads: new Set([...IDENTITY_COLUMNS, 'main']),
    select: IDENTITY_COLUMNS.join(', '),
    where: invocationConditions(before),
  });
  const select = selectedAs(projection, orphanValues(projection));
  return [
    `SELECT ${select} FROM ${AMENDMENTS} LEFT JOIN (${events}) ON ${joinCondition()} WHERE ${orphanCondition(before)}`,
  ];
}

/**
 * Finds the rows that lose to a duplicate. Starts that occur once are cleared by one hash of 64-bit integers; only what is left is compared by
 * identity, and only true duplicates are read whole. 300,000 spans in 40 files, a narrow GROUP BY, 2 busy cores: 31 ms without, 119 with; a window
 * over all rows took 114, but holds every row's columns in memory and lets no filter of the query through (a trace by its id: 4 ms; here 4,
 * because an identity in WHERE is asked of these scans too).
 */
function losers(scan: Scan): string[] {
  const identity = IDENTITY_COLUMNS.join(', ');
  const place = ROW_PLACE.join(', ');
  const isRepeated = (starts: string): string => `start_time_unix_nano IN (SELECT start_time_unix_nano FROM ${starts})`;
  const starts = scanOf(scan, { reads: new Set(), select: 'start_time_unix_nano' });
  const spans = scanOf(scan, {
    reads: new Set(IDENTITY_COLUMNS),
    select: identity,
    where: [isRepeated(REPEATED_STARTS)],
  });
  const ranked = scanOf(scan, {
    reads: new Set(ORDER_COLUMNS),
    numbered: true,
    select: '*',
    where: [isRepeated(REPEATED_SPANS)],
  });
  const rank = `row_number() OVER (PARTITION BY ${identity} ORDER BY ${winnerFirst(DUCKDB_DIALECT)})`;
  return [
    `${REPEATED_STARTS} AS MATERIALIZED (SELECT start_time_unix_nano FROM (${starts}) GROUP BY 1 HAVING count(*) > 1)`,
    `${REPEATED_SPANS} AS MATERIALIZED (SELECT DISTINCT start_time_unix_nano FROM (SELECT ${identity} FROM (${spans}) GROUP BY ALL HAVING count(*) > 1))`,
    `${LOSERS} AS MATERIALIZED (SELECT ${place} FROM (SELECT ${place}, ${rank} AS place FROM (${ranked})) WHERE place > 1)`,
  ];
}

interface Scan {
  readonly bounds: ScanBounds;
  readonly files: SelectedFiles;
  readonly locate: (path: string) => string;
}

interface ScanForm {
  readonly reads: ReadonlySet<string>;
  readonly select: string;
  readonly where?: readonly string[];
  /** Whether the rows must say where they lie. */
  readonly numbered?: boolean;
  readonly joins?: string;
  /** Amendments instead of events. */
  readonly amending?: boolean;
  /** Rows to leave out. */
  readonly without?: DuplicateRows | undefined;
}

function scanOf(scan: Scan, form: ScanForm): string {
  return scanBranches(scan, form).join(' UNION ALL ');
}

/**
 * One SELECT over the files inside the time range, without a time filter, and one over those on its edge; files with rows to leave
 * out have one of their own, which numbers its rows. Never none.
 */
function scanBranches(scan: Scan, form: ScanForm): string[] {
  const identity = scan.bounds.identity.map(({ column, value }) => `${column} = ${DUCKDB_DIALECT.literal(value)}`);
  const always = [form.amending ? 'amends IS NOT NULL' : 'amends IS NULL', ...identity, ...(form.where ?? [])];
  const range = [
    `start_time_unix_nano >= ${scan.bounds.startTimeUnixNano}`,
    `start_time_unix_nano < ${scan.bounds.endTimeUnixNano}`,
  ];
  const reads = new Set([
    ...form.reads,
    'amends',
    'start_time_unix_nano',
    ...scan.bounds.identity.map(({ column }) => column),
  ]);
  const select = (files: readonly DataFile[], conditions: readonly string[], numbered = form.numbered): string =>
    `SELECT ${form.select} FROM ${parquetRows(files, reads, scan.locate, { numbered })}${form.joins ?? ''} WHERE ${conditions.join(' AND ')}`;
  const branches: string[] = [];
  const add = (files: readonly DataFile[], conditions: readonly string[]): void => {
    const whole = files.filter(({ path }) => !form.without?.has(path));
    const parts = files.filter(({ path, rows }) => (form.without?.get(path)?.length ?? rows) < rows);
    if (whole.length > 0) branches.push(select(whole, conditions));
    if (parts.length > 0)
      branches.push(select(parts, [...conditions, ...withoutRows(parts, form.without, scan)], true));
  };
  add(scan.files.inside, always);
  add(scan.files.edge, [...range, ...always]);
  if (branches.length === 0) branches.push(`SELECT ${form.select} FROM (${emptyRows(reads)})`);
  return branches;
}

/** One condition a file. */
function withoutRows(files: readonly DataFile[], without: DuplicateRows | undefined, { locate }: Scan): string[] {
  return files.map(({ path }) => {
    const rows = without?.get(path)?.join(', ');
    return `NOT (filename = ${DUCKDB_DIALECT.literal(locate(path))} AND file_row_number IN (${rows}))`;
  });
}
