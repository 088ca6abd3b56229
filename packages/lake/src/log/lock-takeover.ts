// Takes a lock file over from an owner that is gone: by a claim, so that of two that see it only one removes it.
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setMisplacedAside } from '../quarantine.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { errnoOf } from '../storage/file-error.ts';
import { misplacedKind } from '../storage/regular-file.ts';
import { HEARTBEAT_MS, type LockOwner, ownerIsAlive, parseOwner, seesOwner } from './lock-owner.ts';

/** A takeover takes milliseconds. */
const TAKEOVER_WAIT_MS = 50;
const CLAIM = '.takeover';

/**
 * Whether the lock is ours now. ENOENT: whoever has the folder since has deleted our temporary file, for one that a killed
 * writer left (log-recovery.ts); the next attempt finds who it is.
 */
export async function createLock(path: string, owner: LockOwner): Promise<boolean> {
  try {
    const body = new TextEncoder().encode(`${JSON.stringify(owner)}\n`);
    await writeFileAtomically(path, body, { durable: false, exclusive: true });
    return true;
  } catch (error) {
    if (['EEXIST', 'ENOENT'].includes(errnoOf(error))) return false;
    throw error;
  }
}

/**
 * For a lock whose last sign of life lies ahead: the clock was set back, or that of its host is ahead. How long ago it came its time does not
 * say, for as long as the clock is behind; that the next one comes does.
 */
async function showsLife(path: string): Promise<boolean> {
  const before = await findLock(path);
  await new Promise((resolve) => setTimeout(resolve, 2 * HEARTBEAT_MS));
  const after = await findLock(path);
  return after !== null && after.modifiedAtMs !== before?.modifiedAtMs;
}

interface FoundLock {
  /** `null`: the file is damaged, or is none; nobody can be its owner. */
  readonly owner: LockOwner | null;
  readonly isMisplaced: boolean;
  readonly modifiedAtMs: number;
  readonly heartbeatAgeMs: number;
}

async function findLock(path: string): Promise<FoundLock | null> {
  if ((await misplacedKind(path)) !== null)
    return { owner: null, isMisplaced: true, modifiedAtMs: 0, heartbeatAgeMs: 0 };
  try {
    const { mtimeMs } = await stat(path);
    const owner = parseOwner(await readFile(path, 'utf8'));
    return { owner, isMisplaced: false, modifiedAtMs: mtimeMs, heartbeatAgeMs: Date.now() - mtimeMs };
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * Removes a lock whose owner is gone; gives the owner where it is not. Only who holds the claim on exactly this lock may
 * remove it: else two that both saw the stale one could each remove one, the second a fresh one. A claim is a lock
 * itself, so that of a process killed in the middle of a takeover is taken over in the same way, at once.
 */
export async function removeIfStale(folder: string, lock: string, claimant: LockOwner): Promise<LockOwner | null> {
  const path = join(folder, lock);
  const found = await findLock(path);
  if (found === null) return null;
  if (found.owner !== null && ownerIsAlive(found.owner, found.heartbeatAgeMs, folder)) {
    if (found.heartbeatAgeMs > -HEARTBEAT_MS || seesOwner(found.owner, folder) || (await showsLife(path)))
      return found.owner;
  }
  const token = found.owner?.token;
  const claim = `${lock}${CLAIM}-${token}`;
  if (!(await createLock(join(folder, claim), claimant))) {
    const other = await removeIfStale(folder, claim, claimant);
    if (other !== null) await new Promise((resolve) => setTimeout(resolve, TAKEOVER_WAIT_MS));
    return null;
  }
  try {
    const again = await findLock(path);
    if (again === null || again.owner?.token !== token) return null;
    if (again.isMisplaced) await setMisplacedAside(folder, lock, Date.parse(claimant.lockedAt));
    else await unlink(path);
  } finally {
    await unlink(join(folder, claim)).catch(() => undefined);
  }
  return null;
}

/** Of processes that were killed between removing the stale lock and their claim. Whoever still holds one finds our lock. */
export async function removeClaims(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(basename(path) + CLAIM)) await unlink(join(dirname(path), name)).catch(() => undefined);
  }
}
