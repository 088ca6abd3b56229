// `wal/server.json`: where the server of a folder answers, for commands that find it by the folder.
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FolderStorage, setMisplacedAside } from '@tracelake/lake';

export interface ServerDocument {
  readonly apiUrl: string;
  readonly otlpUrl: string;
  readonly pid: number;
  /** What GET /api/v1/health of this very server says. */
  readonly instance: string;
  /** Which folder it serves; in a copy of that lies the same document. */
  readonly folderInode: string | null;
}

const SERVER_FILE = 'wal/server.json';

const RETRY_MS = 1_000;

/**
 * Writes it once the folder is this server's. A full disk, or a folder that is away for a moment, keeps no server from running: then later, and
 * commands read the folder themselves meanwhile. Gives what takes it away again.
 */
export async function keepServerFile(
  folder: string,
  document: ServerDocument,
  isOwned: () => boolean,
): Promise<() => Promise<void>> {
  let timer: NodeJS.Timeout | null = null;
  const attempt = async (): Promise<void> => {
    if (isOwned() && (await writeServerFile(folder, document))) return;
    timer = setTimeout(() => void attempt(), RETRY_MS);
    timer.unref();
  };
  await attempt();
  return async () => {
    if (timer !== null) clearTimeout(timer);
    await removeServerFile(folder, document.instance);
  };
}

/** Whether it could be written. */
async function writeServerFile(folder: string, document: ServerDocument): Promise<boolean> {
  const path = join(folder, SERVER_FILE);
  const temporary = `${path}.${document.pid}`;
  try {
    await setMisplacedAside(folder, SERVER_FILE, Date.now());
    await writeFile(temporary, `${JSON.stringify(document)}\n`);
    await rename(temporary, path);
    return true;
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
    return false;
  }
}

/** `null` when there is none, or none that can be read. */
async function readServerFile(folder: string): Promise<ServerDocument | null> {
  try {
    const value = JSON.parse(
      new TextDecoder().decode(await new FolderStorage(folder).get(SERVER_FILE)),
    ) as Partial<ServerDocument>;
    const complete = typeof value.apiUrl === 'string' && typeof value.instance === 'string';
    return complete ? (value as ServerDocument) : null;
  } catch {
    return null;
  }
}

/** Removes it if it is still this server's. One that stays names a server that answers no more: no reason to land nothing of what a stop lands behind it. */
async function removeServerFile(folder: string, instance: string): Promise<void> {
  const isOurs = (await readServerFile(folder))?.instance === instance;
  if (isOurs) await rm(join(folder, SERVER_FILE), { force: true }).catch(() => undefined);
}
