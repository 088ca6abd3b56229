// The conformance set's virtual table as a table of a real Trino: the very rows that DuckDB is asked, so that answers can be compared.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { typeText } from '@tracelake/query';
import { translatedConnection } from '../../packages/query/test/duckdb/translated-connection.ts';
import { createSpansBase, SpansRelation } from '../conformance/spans-relation.ts';
import { runStatement, TRINO } from './trino-connection.ts';

const SCHEMA = 'queries';
/** In memory, so that Trino plans it as a table of its own. */
export const SPANS_IN_TRINO = { catalog: 'memory', schema: SCHEMA } as const;

/** By way of a Parquet file: its columns have plain names, and Trino makes the times, as a plan does. */
export async function createSpansInTrino(): Promise<void> {
  const folder = join(TRINO!.folder, SCHEMA);
  await mkdir(folder, { recursive: true });
  const columns = new SpansRelation().star();
  const plainNames = columns.map(({ trinoName }, i) => `${trinoName} AS c${i}`).join(', ');
  const connection = await translatedConnection();
  await createSpansBase(connection);
  await connection.run(
    `COPY (SELECT ${plainNames} FROM spans_base) TO '${join(folder, 'spans.parquet').replaceAll("'", "''")}'`,
  );
  connection.disconnectSync();
  const nanos = `c${columns.findIndex(({ displayName }) => displayName === 'start_time_unix_nano')}`;
  const isTime = columns.map(({ type }) => type.kind === 'timestamp');
  const stored = columns.flatMap(({ type }, i) => (isTime[i] ? [] : [`c${i} ${typeText(type)}`]));
  const selected = columns.map(({ trinoName, type }, i) =>
    isTime[i]
      ? `CAST(from_unixtime_nanos(${nanos} - ${nanos} % 1000) AS ${typeText(type)}) AS ${trinoName}`
      : `c${i} AS ${trinoName}`,
  );
  for (const sql of [
    `CREATE SCHEMA IF NOT EXISTS hive.${SCHEMA}`,
    `CREATE SCHEMA IF NOT EXISTS memory.${SCHEMA}`,
    `DROP TABLE IF EXISTS hive.${SCHEMA}.stored`,
    `CREATE TABLE hive.${SCHEMA}.stored (${stored.join(', ')})
     WITH (format = 'PARQUET', external_location = 'local:///${SCHEMA}')`,
    `DROP TABLE IF EXISTS memory.${SCHEMA}.spans`,
    `CREATE TABLE memory.${SCHEMA}.spans AS SELECT ${selected.join(', ')} FROM hive.${SCHEMA}.stored`,
  ]) {
    await runStatement(sql);
  }
}
