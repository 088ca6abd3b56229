// Raw spans by filters, newest first, with the columns that were asked for.
import type { ResultValue } from '@tracelake/engine';
import {
  compareProbes,
  decodeEventCursor,
  encodeEventCursor,
  eventRowsSql,
  fieldNames,
  queryProbes,
  type StructuredQuery,
} from '@tracelake/query';
import type { ColumnHeader, ResultStats } from '../results/query-result.ts';
import { answerRows } from './answer-rows.ts';
import { namingFields } from './field-errors.ts';
import type { LakeReads, SqlQuery, SqlRunOptions } from './lake-reads.ts';
import { typesOfFields } from './query-fields.ts';

export interface EventPage {
  readonly fields: readonly string[];
  readonly limit: number;
  /** Of the page before. */
  readonly cursor?: string | undefined;
}

export interface EventRows {
  readonly columns: readonly ColumnHeader[];
  readonly rows: readonly (readonly ResultValue[])[];
  /** `null` where there are no more. */
  readonly cursor: string | null;
  readonly sql: string;
  readonly stats: ResultStats;
}

/** Throws TracelakeError, by the query's field or the column's. */
export function readEventRows(
  reads: LakeReads,
  query: StructuredQuery,
  { fields, limit, cursor }: EventPage,
  parts: Omit<SqlQuery, 'sql'>,
  options: Omit<SqlRunOptions, 'rowLimit'>,
): Promise<EventRows> {
  const calculated = query.calculatedFields ?? [];
  const after = cursor === undefined ? undefined : decodeEventCursor(cursor);
  const columnProbes = compareProbes({ selection: {}, fields }).filter((_, index) => {
    return !calculated.some(({ name }) => name === fields[index]);
  });
  return namingFields(reads, parts, [...queryProbes(query), ...columnProbes], async () => {
    const types = await typesOfFields(reads, fieldNames(query), calculated, parts);
    const sql = eventRowsSql(query, { types, fields, limit: limit + 1, after });
    const { columns, rows, stats } = await answerRows(reads, { ...parts, sql }, options);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      columns,
      rows: shown,
      cursor: last === undefined ? null : cursorOf(last),
      sql,
      stats: { ...stats, rows: shown.length },
    };
  });
}

function cursorOf([start, traceId, spanId, kind]: readonly ResultValue[]): string {
  return encodeEventCursor({
    startTimeUnixNano: BigInt(String(start)),
    traceId: String(traceId),
    spanId: String(spanId),
    kind: String(kind ?? ''),
  });
}
