// Who answers a command: the server that was named, else the one that runs on the folder, else the folder itself.
import { existsSync } from 'node:fs';
import { TracelakeError } from '@tracelake/schema';
import type { ServerDocument } from '@tracelake/server';
import type { CommandContext } from '../command.ts';
import type { Config } from '../config.ts';
import { DEMO_FOLDER } from '../demo-folder.ts';
import type { Terminal } from '../output/terminal.ts';
import { lengthMs } from '../range-request.ts';
import type { ApiClient } from './api-client.ts';
import { HttpApiClient } from './http-api-client.ts';
import { findRunningServer } from './running-server.ts';

/** The API's own. Each of the texts of a question has it, one behind the other: a comparison asks up to three. */
const USUAL_TIMEOUT_MS = 60_000;
const TEXTS = 3;
/** For a function that has to start first, and for a server that has other questions before. */
const START_MS = 10_000;

/** Throws `folder_not_found` when there is nothing to ask, and what opening a bucket throws. */
export async function openApi({
  config,
  terminal,
  flags,
}: Pick<CommandContext, 'config' | 'terminal' | 'flags'>): Promise<ApiClient> {
  const timeoutMs = flags.timeout === undefined ? USUAL_TIMEOUT_MS : lengthMs('--timeout', flags.timeout);
  const patienceMs = TEXTS * timeoutMs + START_MS;
  if (config.url !== null) return new HttpApiClient(config.url, config.token, patienceMs);
  if (config.bucket !== null) {
    const { LakeApiClient } = await import('./lake-api-client.ts');
    return LakeApiClient.openBucket(config.bucket, config, () => tellOfFetch(terminal));
  }
  const { folder, server } = await meantLake(config);
  if (server !== null) return new HttpApiClient(server.apiUrl, config.token, patienceMs);
  if (!existsSync(folder)) throw nothingToAsk(candidateFolders(config));
  const { LakeApiClient } = await import('./lake-api-client.ts');
  return LakeApiClient.openFolder(folder, config.trino);
}

/** Nothing is downloaded in silence. */
export function tellOfFetch({ stderr }: Terminal): void {
  const text =
    "Fetching DuckDB's httpfs extension, to read a bucket (7 MB, once; TRACELAKE_HTTPFS names a copy of yours) …\n";
  stderr.write(text).catch(() => {});
}

/** The first folder with a live server, else the first that is there, else the usual one. */
export async function meantLake(config: Config): Promise<{ folder: string; server: ServerDocument | null }> {
  const folders = candidateFolders(config);
  for (const folder of folders) {
    const server = await findRunningServer(folder);
    if (server !== null) return { folder, server };
  }
  return { folder: folders.find((candidate) => existsSync(candidate)) ?? config.dataFolder, server: null };
}

/** The folder that was named; else the usual one, then the demo's. */
function candidateFolders(config: Config): readonly string[] {
  return config.dataFolderGiven ? [config.dataFolder] : [config.dataFolder, DEMO_FOLDER];
}

function nothingToAsk(folders: readonly string[]): TracelakeError {
  const named = folders.map((folder) => JSON.stringify(folder)).join(' nor ');
  const message = folders.length > 1 ? `There is neither ${named}.` : `There is no folder ${named}.`;
  return new TracelakeError('folder_not_found', message, {
    details: { folders },
    hint: 'Start a lake with "tracelake up" (or "tracelake demo"), or name one with --data or --url.',
  });
}
