// The folders of a lake, made where they are missing. What lies in the place of one and is none is set aside first, so that it keeps no server
// from starting: each can be made again from the others, or is told as lost.
import { lstat, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { LOG_FOLDER, QUARANTINE_FOLDER, RECENT_FOLDER, TAIL_FOLDER } from './lake-paths.ts';
import { setStrangerAside } from './quarantine.ts';
import { makeFolder } from './storage/atomic-file.ts';
import { errnoOf } from './storage/file-error.ts';

/** The quarantine first: the others need it. */
const FOLDERS = [QUARANTINE_FOLDER, LOG_FOLDER, TAIL_FOLDER, RECENT_FOLDER, 'landing', 'catalog'];

/** Throws `storage_unavailable` for a link that leads nowhere, and what the operating system says. */
export async function makeLakeFolders(folder: string, nowMs: number): Promise<void> {
  for (const part of FOLDERS) {
    const path = join(folder, part);
    const found = await whatLiesIn(path);
    if (found === 'lost link') throw lostLink(part);
    if (found === 'stranger' && part === QUARANTINE_FOLDER) await setQuarantineAside(folder, nowMs);
    else if (found === 'stranger') await setStrangerAside(folder, part, part, nowMs);
    await makeFolder(path, true);
  }
}

async function whatLiesIn(path: string): Promise<'folder' | 'nothing' | 'lost link' | 'stranger'> {
  const isAbsent = (error: unknown): null => {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ELOOP') return null;
    throw error;
  };
  const there = await stat(path).catch(isAbsent);
  if (there !== null) return there.isDirectory() ? 'folder' : 'stranger';
  return (await lstat(path).catch(isAbsent)) === null ? 'nothing' : 'lost link';
}

/** Its own place must be free before it can go there. */
async function setQuarantineAside(folder: string, nowMs: number): Promise<void> {
  const besides = `${QUARANTINE_FOLDER}-${nowMs}`;
  await rename(join(folder, QUARANTINE_FOLDER), join(folder, besides));
  await makeFolder(join(folder, QUARANTINE_FOLDER), true);
  await setStrangerAside(folder, besides, QUARANTINE_FOLDER, nowMs);
}

/** What it led to may come back: a new folder in its place would hide it. */
export function lostLink(part: string): TracelakeError {
  return new TracelakeError('storage_unavailable', `"${part}" is a link that leads nowhere.`, {
    details: { path: part },
    hint: 'Bring back what it leads to, such as a disk that is not mounted, or move the link away; then start again.',
  });
}
