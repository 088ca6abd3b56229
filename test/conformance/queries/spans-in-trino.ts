// The conformance set's virtual table as a table of a real Trino: the very rows that DuckDB is asked, so that answers can be compared.
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { typeText } from '@tracelake/query';
import type { TrinoConnection } from '../../../packages/engine/src/trino/trino-client.ts';
import { SpansRelation } from '../spans-relation.ts';
import { trinoAnswer } from './trino-answer.ts';

void copyFile, writeFile;
export const QUERIES_SCHEMA = 'queries';
const FOLDER = 'queries-spans';

/** @param folder what stands for `local:///` in its Hive catalogue */
export async function createSpansInTrino(url: string, folder: string, connection: DuckDBConnection): Promise<void> {
  const columns = new SpansRelation().star();
  await mkdir(join(folder, FOLDER), { recursive: true });
  const selected = columns.map(({ trinoName }, i) => `${trinoName} AS c${i}`);
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM spans_base) TO '${join(folder, FOLDER, 'spans.parquet').replaceAll("'", "''")}' (FORMAT parquet)`,
  );
  const hive: TrinoConnection = { url, user: 'record', catalog: 'hive', schema: QUERIES_SCHEMA };
  const isTime = (type: string) => type.startsWith('timestamp');
  const stored = columns.flatMap(({ type }, i) => (isTime(typeText(type)) ? [] : [`c${i} ${typeText(type)}`]));
  const read = columns.map(({ trinoName, type }, i) => {
    if (!isTime(typeText(type))) return `c${i} AS ${trinoName}`;
    const nanos = `c${columns.findIndex(({ trinoName: name }) => name === '"start_time_unix_nano"')}`;
    return `CAST(from_unixtime_nanos(${nanos} - ${nanos} % 1000) AS timestamp(6)) AS ${trinoName}`;
  });
  for (const sql of [
    `CREATE SCHEMA IF NOT EXISTS hive.${QUERIES_SCHEMA}`,
    `CREATE SCHEMA IF NOT EXISTS memory.${QUERIES_SCHEMA}`,
    `DROP TABLE IF EXISTS hive.${QUERIES_SCHEMA}.stored`,
    `CREATE TABLE hive.${QUERIES_SCHEMA}.stored (${stored.join(', ')}) WITH (format = 'PARQUET', external_location = 'local:///${FOLDER}')`,
    `DROP TABLE IF EXISTS memory.${QUERIES_SCHEMA}.spans`,
    `CREATE TABLE memory.${QUERIES_SCHEMA}.spans AS SELECT ${read.join(', ')} FROM hive.${QUERIES_SCHEMA}.stored`,
  ]) {
    const answer = await trinoAnswer(hive, sql);
    if ('error' in answer) throw new Error(`${answer.error}: ${answer.message}: ${sql}`);
  }
}
