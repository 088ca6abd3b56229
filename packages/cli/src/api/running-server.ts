// Finds the server that runs on a folder: it leaves its address in the folder, and health proves that it is still the one.
import { readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ServerDocument } from '@tracelake/server';

/**
 * Where the server package writes it. Read here once more: the package itself is 2 MB of routes, which a command that only
 * asks a running server does not wait for.
 */
const SERVER_FILE = 'wal/server.json';

const HEALTH_TIMEOUT_MS = 2000;

/** `null` when none runs, another one took its port, or the folder is a copy of one that a server runs on: that one answers for its own. */
export async function findRunningServer(folder: string): Promise<ServerDocument | null> {
  const server = await readServerFile(folder);
  if (server === null || (await isOfCopy(folder, server))) return null;
  return (await healthOf(server.apiUrl))?.instance === server.instance ? server : null;
}

/** As folderInode of the lake has it. */
async function isOfCopy(folder: string, { folderInode }: Partial<ServerDocument>): Promise<boolean> {
  const { ino } = await stat(join(folder, dirname(SERVER_FILE)), { bigint: true });
  return folderInode != null && folderInode !== String(ino);
}

async function readServerFile(folder: string): Promise<ServerDocument | null> {
  try {
    const path = join(folder, SERVER_FILE);
    // A FIFO in its place would never be read to its end.
    if (!(await stat(path)).isFile()) return null;
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<ServerDocument>;
    const complete = typeof value.apiUrl === 'string' && typeof value.instance === 'string';
    return complete ? (value as ServerDocument) : null;
  } catch {
    return null;
  }
}

/** The part of GET /api/v1/health that commands go by. */
export interface HealthDocument {
  readonly instance: string;
  /** What keeps it from writing; `null` when all is well. */
  readonly trouble: { readonly code: string; readonly title: string; readonly hint: string } | null;
}

/** `null` when none of ours answers on this machine. */
export async function healthOf(apiUrl: string): Promise<HealthDocument | null> {
  try {
    const response = await fetch(`${apiUrl}/api/v1/health`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    const { instance, trouble = null } = (await response.json()) as Partial<HealthDocument>;
    return typeof instance === 'string' ? { instance, trouble } : null;
  } catch {
    return null;
  }
}
