// Which of a plan's files the engine cannot read, and why. DuckDB names none where a page is damaged, so halves are read until one is left.
import { isTracelakeError, type TracelakeError } from '@tracelake/schema';
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

export interface DamagedFile {
  readonly path: string;
  /** `corrupt_file`, or `storage_unavailable`: the disk's failure says nothing of what the file has in it. */
  readonly failure: TracelakeError;
}

/** `files`: absolute paths. Throws whatever ends it before it has found them: a deadline, a closed engine. */
export async function damagedFiles(
  engine: QueryEngine,
  files: readonly string[],
  options: RunOptions,
): Promise<readonly DamagedFile[]> {
  const failure = files.length === 0 ? null : await failureOf(engine, files, options);
  if (failure === null) return [];
  if (files.length === 1) return [{ path: files[0]!, failure }];
  const middle = files.length >> 1;
  const first = await damagedFiles(engine, files.slice(0, middle), options);
  return [...first, ...(await damagedFiles(engine, files.slice(middle), options))];
}

async function failureOf(
  engine: QueryEngine,
  files: readonly string[],
  options: RunOptions,
): Promise<TracelakeError | null> {
  try {
    const { batches } = await engine.run(readingAll(files), options);
    for await (const _ of batches);
    return null;
  } catch (error) {
    if (!isTracelakeError(error) || !isOfFiles(error)) throw error;
    return error;
  }
}

/** Whether a run ended because of what it read. */
export function isOfFiles({ code, details }: TracelakeError): boolean {
  return code === 'corrupt_file' || (code === 'storage_unavailable' && details['errno'] !== undefined);
}
