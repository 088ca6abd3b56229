// Late values of invocations: which files bring some, which columns of a query they touch, and how texts join them in.
// Where no file has any, or the query names none of their columns, nothing of this is printed.
import { AMENDMENT_PATIENCE_NANOS, type DataFile, IDENTITY_COLUMNS } from '@tracelake/schema';
import type { TrinoType } from '../types/trino-type.ts';
import type { AttributeKnowledge } from './attribute-knowledge.ts';
import type { Projection } from './duckdb-projection.ts';
import type { SelectedFiles } from './file-selection.ts';
import type { PhysicalColumn } from './physical-column.ts';
import type { SqlDialect } from './sql-dialect.ts';

export interface Amendments {
  /** Those that have such rows. */
  readonly files: SelectedFiles;
  /** For each column of the projection, whether late values may be in it. */
  readonly touches: readonly boolean[];
  /** Whether the duration may come late: then no scan can be asked for it. */
  readonly touchesDuration: boolean;
  /** Of amendments that start before, those whose invocation has not come are events; `undefined`: there can be none. */
  readonly orphansBefore: bigint | undefined;
}

export interface AmendmentScope {
  readonly files: SelectedFiles;
  /** A sample of files may lack an invocation whose amendment it has. */
  readonly isSample: boolean;
  readonly startTimeUnixNano: bigint;
  readonly nowUnixNano: bigint | undefined;
}

/** `undefined`: nothing is to be done. */
export function amendmentsOf(
  columns: readonly PhysicalColumn[],
  knowledge: AttributeKnowledge,
  { files, isSample, startTimeUnixNano, nowUnixNano }: AmendmentScope,
): Amendments | undefined {
  const named = new Set<string>();
  const has = ({ path }: DataFile): boolean => {
    const summary = knowledge.amendments(path);
    for (const name of summary?.columns ?? []) named.add(name);
    return summary !== undefined;
  };
  const amending = { inside: files.inside.filter(has), edge: files.edge.filter(has) };
  if (amending.inside.length + amending.edge.length === 0) return undefined;
  const touches = columns.map(({ reads }) => reads.some((name) => named.has(name)));
  const patience = nowUnixNano === undefined || isSample ? undefined : nowUnixNano - AMENDMENT_PATIENCE_NANOS;
  const canBeOld = ({ minStartTimeUnixNano: min }: DataFile): boolean =>
    patience !== undefined && (min === null || BigInt(min) < patience) && startTimeUnixNano < patience;
  const hasOld = [...amending.inside, ...amending.edge].some(canBeOld);
  if (!hasOld && !touches.includes(true)) return undefined;
  return {
    files: amending,
    touches,
    touchesDuration: named.has('duration_nano'),
    orphansBefore: hasOld ? patience : undefined,
  };
}

const LATE = 'late_';

function lateName(index: number): string {
  return `${LATE}${index}`;
}

/** SELECT list and GROUP BY over amending rows: one row an invocation, with what came late for it. */
export function lateValues({ columns }: Projection, amendments: Amendments, dialect: SqlDialect): LateSelect {
  const identity = IDENTITY_COLUMNS.map((name) => `${name} AS ${LATE}${name}`);
  const values = columns.flatMap(({ physical }, i) => {
    if (amendments.orphansBefore === undefined && !amendments.touches[i]) return [];
    const value = physical.print(dialect);
    // Of several amendments the greatest value: no order of arrival decides, and every engine says the same.
    const greatest = isNested(physical.type) ? `max_by(${value}, ${dialect.orderText(value)})` : `max(${value})`;
    return [`${greatest} AS ${lateName(i)}`];
  });
  return { select: [...identity, ...values].join(', '), groupBy: IDENTITY_COLUMNS.map((_, i) => i + 1).join(', ') };
}

export interface LateSelect {
  readonly select: string;
  readonly groupBy: string;
}

/** An event's identity and its amendment's. The kind alone may be NULL. */
export function joinCondition(): string {
  return IDENTITY_COLUMNS.map((name) =>
    name === 'kind' ? `${name} IS NOT DISTINCT FROM ${LATE}${name}` : `${name} = ${LATE}${name}`,
  ).join(' AND ');
}

/** A column's value in a row that is joined with its amendment. */
export function amendedValue(own: string, index: number, type: TrinoType): string {
  const late = lateName(index);
  if (!isNested(type)) return `coalesce(${late}, ${own})`;
  const both = type.kind === 'map' ? `map_concat(${own}, ${late})` : `${own} || ${late}`;
  return `CASE WHEN ${late} IS NULL THEN ${own} WHEN ${own} IS NULL THEN ${late} ELSE ${both} END`;
}

/** The columns of an amendment that is an event of its own. */
export function orphanValues({ columns }: Projection): readonly string[] {
  return columns.map((_, i) => lateName(i));
}

/** Events that an amendment this old can belong to: units of work, a sixth of all spans. */
export function invocationConditions(before: bigint): readonly string[] {
  return ['main', `start_time_unix_nano < ${before}`];
}

/** Behind a LEFT JOIN of amendments with events. */
export function orphanCondition(before: bigint): string {
  return `start_time_unix_nano IS NULL AND ${LATE}start_time_unix_nano < ${before}`;
}

function isNested({ kind }: TrinoType): boolean {
  return kind === 'map' || kind === 'array';
}
