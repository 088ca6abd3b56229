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

export async function writeServerFile(folder: string, document: ServerDocument): Promise<void> {
  const path = join(folder, SERVER_FILE);
  await setMisplacedAside(folder, SERVER_FILE, Date.now());
  await writeFile(`${path}.${document.pid}`, `${JSON.stringify(document)}\n`);
  await rename(`${path}.${document.pid}`, path);
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

/** Removes it if it is still this server's. */
export async function removeServerFile(folder: string, instance: string): Promise<void> {
  if ((await readServerFile(folder))?.instance === instance) await rm(join(folder, SERVER_FILE), { force: true });
}
