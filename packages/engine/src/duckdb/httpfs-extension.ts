// Finds DuckDB's httpfs extension, which reads by HTTP: where a setting says, else where DuckDB itself keeps it.
import { existsSync, statSync } from 'node:fs';
import { arch, homedir, platform } from 'node:os';
import { join } from 'node:path';
import { TracelakeError } from '@tracelake/schema';

/** Of the DuckDB that package.json pins: an extension fits one version only. */
export const DUCKDB_VERSION = 'v1.5.5';
const FILE_NAME = 'httpfs.duckdb_extension';
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'osx', win32: 'windows' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export interface HttpfsSearch {
  /** The file, or the folder it lies in. */
  readonly setting: string | null;
  /** Called before it is fetched from DuckDB's repository; without it, it is not fetched. */
  readonly onFetch?: () => void;
}

/** Throws `engine_not_available`, with what to do. */
export async function findHttpfs({ setting, onFetch }: HttpfsSearch): Promise<string> {
  if (setting !== null) {
    const file = isFolder(setting) ? join(setting, FILE_NAME) : setting;
    if (!existsSync(file)) throw notFound(`There is no ${JSON.stringify(file)}.`);
    return file;
  }
  const file = installedFile();
  if (existsSync(file)) return file;
  if (onFetch === undefined) throw notFound('DuckDB has not been asked to read a bucket on this machine yet.');
  onFetch();
  await install();
  return file;
}

/** Where `INSTALL httpfs` puts it. */
function installedFile(): string {
  const system = `${SYSTEMS[platform()] ?? platform()}_${PROCESSORS[arch()] ?? arch()}`;
  return join(homedir(), '.duckdb', 'extensions', DUCKDB_VERSION, system, FILE_NAME);
}

/** DuckDB's library is loaded into this process for it: once a machine. */
async function install(): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    await connection.run('INSTALL httpfs');
  } catch (cause) {
    throw notFound("It could not be fetched from DuckDB's repository.", cause);
  } finally {
    connection.disconnectSync();
    instance.closeSync();
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function notFound(why: string, cause?: unknown): TracelakeError {
  return new TracelakeError('engine_not_available', `DuckDB's httpfs extension is needed to read a bucket. ${why}`, {
    details: { version: DUCKDB_VERSION },
    hint: `Set TRACELAKE_HTTPFS to the file ${FILE_NAME} of DuckDB ${DUCKDB_VERSION} for this system.`,
    cause,
  });
}
