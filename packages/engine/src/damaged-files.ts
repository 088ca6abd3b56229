// Which of a plan's files the engine cannot read. DuckDB names none where a page is damaged, so halves are read until one is left.
import { isTracelakeError } from '@tracelake/schema';
import type { EngineQuery, QueryEngine, RunOptions } from './query-engine.ts';

/** Every value of every column is decoded, and nothing kept. */
function readingAll(files: readonly string[]): EngineQuery {
  const list = files.map((file) => `'${file.replaceAll("'", "''")}'`).join(', ');
  return {
    sql: `SELECT count(hash(file)) AS rows FROM read_parquet([${list}], union_by_name = true) AS file`,
    columns: [{ name: 'rows', type: { kind: 'bigint' } }],
    engineTypes: ['BIGINT'],
    files,
  };
}

/** `files`: absolute paths. Throws whatever ends it before it has found them: a deadline, a closed engine. */
export async function damagedFiles(
  engine: QueryEngine,
  files: readonly string[],
  options: RunOptions,
): Promise<readonly string[]> {
  if (files.length === 0 || (await isReadable(engine, files, options))) return [];
  if (files.length === 1) return files;
  const middle = files.length >> 1;
  const first = await damagedFiles(engine, files.slice(0, middle), options);
  return [...first, ...(await damagedFiles(engine, files.slice(middle), options))];
}

async function isReadable(engine: QueryEngine, files: readonly string[], options: RunOptions): Promise<boolean> {
  try {
    const { batches } = await engine.run(readingAll(files), options);
    for await (const _ of batches);
    return true;
  } catch (error) {
    if (!isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
    return false;
  }
}
