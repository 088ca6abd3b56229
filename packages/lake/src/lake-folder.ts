// A lake's folder and its lake.json: the format it has, and the identity that its landing files carry in their names.
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { LAKE_FILE, LOG_FOLDER, QUARANTINE_FOLDER, RECENT_FOLDER, TAIL_FOLDER } from './lake-paths.ts';
import { setFileAside, setMisplacedAside } from './quarantine.ts';
import { makeFolder } from './storage/atomic-file.ts';
import { fileError, isMisplaced } from './storage/file-error.ts';
import { FolderStorage } from './storage/folder-storage.ts';
import type { Storage } from './storage/storage.ts';

/** Version of the folder's layout. A greater one is refused, never guessed at. */
export const LAKE_FORMAT = 1;

export interface LakeDescription {
  readonly format: number;
  /** 12 hex digits. */
  readonly lakeId: string;
}

/** `null` where there is no lake.json: a plain bucket. Throws `folder_version`, `corrupt_file`. */
export async function readLakeDescription(storage: Storage): Promise<LakeDescription | null> {
  let bytes: Uint8Array;
  try {
    bytes = await storage.get(LAKE_FILE);
  } catch (error) {
    const coded = fileError(error, LAKE_FILE);
    // Its identity may only be hidden: without it no log would be read.
    if (isMisplaced(coded)) throw new TracelakeError('corrupt_file', coded.message, coded);
    if (coded.code === 'object_not_found') return null;
    throw coded;
  }
  return checkDescription(bytes, storage.locate(LAKE_FILE));
}

function checkDescription(bytes: Uint8Array, path: string): LakeDescription {
  const damaged = (cause?: unknown) =>
    new TracelakeError('corrupt_file', `"${path}" is not a description of a lake.`, {
      details: { path },
      hint: 'Delete the file: it is written again, and no row is lost.',
      cause,
    });
  let value: Partial<LakeDescription> | null;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw damaged(cause);
  }
  if (typeof value?.format !== 'number') throw damaged();
  if (value.format > LAKE_FORMAT) {
    throw new TracelakeError(
      'folder_version',
      `"${path}" has format ${value.format}; this version knows ${LAKE_FORMAT}.`,
      {
        details: { path, format: value.format, known: LAKE_FORMAT },
      },
    );
  }
  if (typeof value.lakeId !== 'string' || !/^[0-9a-f]{12}$/.test(value.lakeId)) throw damaged();
  return { format: value.format, lakeId: value.lakeId };
}

/** A damaged one is set aside where its identity is known from elsewhere. */
async function usableDescription(
  storage: FolderStorage,
  knownLakeId: string | null,
  nowMs: number,
): Promise<LakeDescription | null> {
  try {
    return await readLakeDescription(storage);
  } catch (error) {
    if (knownLakeId === null || !isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
    const misplaced = await setMisplacedAside(storage.folder, LAKE_FILE, nowMs);
    if (misplaced === null) await setFileAside(storage.folder, LAKE_FILE);
    return null;
  }
}

/**
 * Creates what is missing of the tree. `knownLakeId`: the identity that other files of the folder speak of, for a
 * folder whose lake.json was lost. Throws `folder_read_only`, `disk_full`, `folder_version`, `corrupt_file`.
 */
export async function createLakeFolder(
  folder: string,
  knownLakeId: string | null,
  nowMs: number,
): Promise<LakeDescription> {
  const storage = new FolderStorage(folder);
  try {
    for (const part of [LOG_FOLDER, TAIL_FOLDER, RECENT_FOLDER, QUARANTINE_FOLDER, 'landing', 'catalog']) {
      await makeFolder(join(storage.folder, part), true);
    }
  } catch (error) {
    throw fileError(error, storage.folder);
  }
  const existing = await usableDescription(storage, knownLakeId, nowMs);
  if (existing !== null) return existing;
  const description = { format: LAKE_FORMAT, lakeId: knownLakeId ?? randomBytes(6).toString('hex') };
  await storage.put(LAKE_FILE, new TextEncoder().encode(`${JSON.stringify(description)}\n`));
  return description;
}
