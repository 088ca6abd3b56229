// A lake's folder and its lake.json: the format it has, and the identity that its landing files carry in their names.
import { randomBytes } from 'node:crypto';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { decodeCurrent } from './current-document.ts';
import { makeLakeFolders } from './lake-folders.ts';
import { CURRENT_FILE, LAKE_FILE } from './lake-paths.ts';
import { setFileAside, setMisplacedAside } from './quarantine.ts';
import { isSealedJson, openSealedJson, sealedJson } from './sealed-json.ts';
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

/** The identity that another file of the folder speaks of. */
export interface KnownIdentity {
  readonly lakeId: string;
  /** Whether a flipped bit of it would have shown. */
  readonly isSealed: boolean;
}

/** `null` where there is no lake.json: a plain bucket. Throws `folder_version`, `corrupt_file`. */
export async function readLakeDescription(storage: Storage): Promise<LakeDescription | null> {
  const found = await findDescription(storage);
  return found === null ? null : { format: found.format, lakeId: found.lakeId };
}

async function findDescription(storage: Storage): Promise<(LakeDescription & KnownIdentity) | null> {
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
  return { ...checkDescription(bytes, storage.locate(LAKE_FILE)), isSealed: isSealedJson(bytes) };
}

/** For who only reads: a damaged or missing lake.json keeps nobody from the rows, where another file says whose they are. */
export async function lakeAsFound(
  storage: Storage,
): Promise<{ readonly isDescribed: boolean; readonly note: string | null }> {
  try {
    if ((await readLakeDescription(storage)) !== null) return { isDescribed: true, note: null };
    // A plain bucket is asked for nothing more.
    return { isDescribed: storage instanceof FolderStorage && (await lakeIdOfCurrent(storage)) !== null, note: null };
  } catch (error) {
    if (!isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
    if ((await lakeIdOfCurrent(storage)) === null) throw error;
    return { isDescribed: true, note: `${error.message} "tracelake up" on this folder writes it again.` };
  }
}

/** By current.json first: its writer had it from lake.json, and it is sealed. '' where no file says so. */
export async function knownLakeId(storage: Storage): Promise<string> {
  return (await lakeIdOfCurrent(storage)) ?? (await readLakeDescription(storage))?.lakeId ?? '';
}

async function lakeIdOfCurrent(storage: Storage): Promise<string | null> {
  return storage
    .get(CURRENT_FILE)
    .then(
      (bytes) => decodeCurrent(bytes, CURRENT_FILE).lakeId,
      () => null,
    )
    .catch(() => null);
}

function checkDescription(bytes: Uint8Array, path: string): LakeDescription {
  const damaged = (cause?: unknown) =>
    new TracelakeError('corrupt_file', `"${path}" is not a description of a lake.`, {
      details: { path },
      hint: 'Start "tracelake up" on this folder once: it writes the file again from wal/current.json. Where that is damaged too, delete the file: what has landed stays.',
      cause,
    });
  let value: Partial<LakeDescription> | null;
  try {
    value = openSealedJson(bytes) as Partial<LakeDescription> | null;
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

/** A damaged one is set aside where its identity is known from elsewhere; so is one that older versions wrote, and that says another. */
async function usableDescription(storage: FolderStorage, known: KnownIdentity | null, nowMs: number) {
  try {
    const found = await findDescription(storage);
    const isOther = known?.isSealed === true && found?.isSealed === false && found.lakeId !== known.lakeId;
    if (!isOther) return found;
  } catch (error) {
    if (known === null || !isTracelakeError(error) || error.code !== 'corrupt_file') throw error;
  }
  const misplaced = await setMisplacedAside(storage.folder, LAKE_FILE, nowMs);
  if (misplaced === null) await setFileAside(storage.folder, LAKE_FILE);
  return null;
}

/**
 * Creates what is missing of the tree. `known`: for a folder whose lake.json was lost. Throws `folder_read_only`, `storage_unavailable`, `disk_full`, `folder_version`, `corrupt_file`.
 */
export async function createLakeFolder(
  folder: string,
  known: KnownIdentity | null,
  nowMs: number,
): Promise<LakeDescription> {
  const storage = new FolderStorage(folder);
  try {
    await makeLakeFolders(storage.folder, nowMs);
  } catch (error) {
    throw fileError(error, storage.folder);
  }
  const existing = await usableDescription(storage, known, nowMs);
  const lakeId = existing?.lakeId ?? known?.lakeId ?? randomBytes(6).toString('hex');
  const description = { format: LAKE_FORMAT, lakeId };
  if (existing?.isSealed !== true) await storage.put(LAKE_FILE, sealedJson(description));
  return description;
}
