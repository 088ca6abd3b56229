// One writer a folder: a lock file that names its owner, and is taken over only from an owner that no longer runs.
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { readdir, readFile, stat, unlink, utimes } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { TracelakeError } from '@tracelake/schema';
import { LOCK_FILE } from '../lake-paths.ts';
import { setMisplacedAside } from '../quarantine.ts';
import { makeFolder, writeFileAtomically } from '../storage/atomic-file.ts';
import { errnoOf, fileError } from '../storage/file-error.ts';
import { misplacedKind, READ_WITHOUT_WAITING } from '../storage/regular-file.ts';

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** When the kernel started the process, in its own unit; `null` where it does not say. A pid alone may be used again. */
  readonly processStart: string | null;
  /** Which processes it sees (the kernel's name of its pid namespace); `null` where there are no such. Containers may share a host's name. */
  readonly processSpace?: string | null;
  /** Which folder it writes, see folderInode. In a copy of it lies the same lock. */
  readonly folderInode?: string | null;
  /** ISO 8601. */
  readonly lockedAt: string;
  readonly token: string;
}

/** The owner touches the file this often, so that another host, which cannot see its processes, can tell it is alive. */
const HEARTBEAT_MS = 5_000;
/**
 * Four signs of life that did not come. An owner that was only held up so long (a stopped container, a disk that hangs) finds the lock
 * gone behind its next sync, and acknowledges and publishes nothing any more.
 */
const FOREIGN_STALE_MS = 20_000;
/** A takeover takes milliseconds. */
const TAKEOVER_WAIT_MS = 50;
const ATTEMPTS = 10;

/** Field 22 of /proc/<pid>/stat (proc(5)); the process's name before it may hold spaces and brackets. */
function processStartOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

/** pid_namespaces(7) */
function ownProcessSpace(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null;
  }
}

/** The file system's number of a lake's `wal`: it stays when the folder is moved, and a copy has another. `null` where it cannot be seen. */
export function folderInode(folder: string): string | null {
  try {
    return String(statSync(join(folder, dirname(LOCK_FILE)), { bigint: true }).ino);
  } catch {
    return null;
  }
}

/** Some file systems number anew with each mount: then only the signs of life tell, as in a copy, where none come any more. */
function isOfCopy(owner: LockOwner, folder: string): boolean {
  return owner.folderInode != null && owner.folderInode !== folderInode(folder);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

function ownerIsAlive(owner: LockOwner, heartbeatAgeMs: number, folder: string): boolean {
  if (!seesOwner(owner, folder)) return heartbeatAgeMs < FOREIGN_STALE_MS;
  if (!isRunning(owner.pid)) return false;
  const start = processStartOf(owner.pid);
  return start === null || owner.processStart === null || start === owner.processStart;
}

/** Else only its signs of life tell whether it runs. */
function seesOwner(owner: LockOwner, folder: string): boolean {
  return seesProcessesOf(owner) && !isOfCopy(owner, folder);
}

function seesProcessesOf({ host, processSpace }: LockOwner): boolean {
  const own = ownProcessSpace();
  return host === hostname() && (own === null || processSpace == null || processSpace === own);
}

function parseOwner(text: string): LockOwner | null {
  try {
    const owner: LockOwner = JSON.parse(text);
    // The token becomes part of a file's name.
    const isWhole = Number.isSafeInteger(owner.pid) && typeof owner.host === 'string' && /^\w+$/.test(owner.token);
    return isWhole ? owner : null;
  } catch {
    return null;
  }
}

/** The process that writes the folder now, or `null`. Reads only. */
export async function readLockOwner(folder: string): Promise<LockOwner | null> {
  const path = join(folder, LOCK_FILE);
  try {
    const stats = await stat(path);
    const owner = stats.isFile() ? parseOwner(await readFile(path, 'utf8')) : null;
    if (owner === null || isOfCopy(owner, folder)) return null;
    return ownerIsAlive(owner, Date.now() - stats.mtimeMs, folder) ? owner : null;
  } catch {
    return null;
  }
}

/**
 * Throws `storage_unavailable` when the folder's lock is not this one any more: it was moved, deleted, is in another server's hands, or an older
 * copy, which has the same lock, was put in its place.
 * Without a promise, since it stands between every sync and its answers: a small file that was just read takes 20 µs, its six ways through
 * node's threads took up to 190 ms on busy cores.
 */
export function assertLockHeld(folder: string, token: string): void {
  const path = join(folder, LOCK_FILE);
  const owner = ownerNow(path);
  if (owner?.token !== token) throw lockLost(owner, path);
  if (isOfCopy(owner, folder)) throw lockGone(path, 'a copy lies in its place');
}

export class FolderLock {
  private readonly folder: string;
  private readonly path: string;
  private readonly owner: LockOwner;
  /** The folder of the lock, open: the file system gives its number to no other meanwhile, as it would to one made after it was deleted. */
  private readonly place: number | null;
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(folder: string, owner: LockOwner) {
    const path = join(folder, LOCK_FILE);
    this.folder = folder;
    this.path = path;
    this.owner = owner;
    this.place = openPlace(path);
    this.heartbeat = setInterval(() => void this.showLife().catch(() => undefined), HEARTBEAT_MS);
    this.heartbeat.unref();
  }

  /** Throws `folder_locked` (details: pid, host, folder), `folder_read_only`, `disk_full`. */
  static async take(folder: string, nowMs: number): Promise<FolderLock> {
    const path = join(folder, LOCK_FILE);
    const claimant: LockOwner = {
      pid: process.pid,
      host: hostname(),
      processStart: processStartOf(process.pid),
      processSpace: ownProcessSpace(),
      lockedAt: new Date(nowMs).toISOString(),
      token: randomBytes(8).toString('hex'),
    };
    try {
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        await makeLockFolder(folder, path);
        const owner = { ...claimant, folderInode: folderInode(folder) };
        if (await create(path, owner)) {
          await removeClaims(path);
          return new FolderLock(folder, owner);
        }
        const other = await removeIfStale(folder, LOCK_FILE, owner);
        if (other !== null) throw lockedBy(other, path, folder);
      }
    } catch (error) {
      throw fileError(error, path);
    }
    throw new TracelakeError('folder_locked', `The lock "${path}" changes hands all the time.`, {
      details: { folder },
    });
  }

  /** What tells this lock from every other. */
  get token(): string {
    return this.owner.token;
  }

  /** See assertLockHeld. */
  check(): void {
    assertLockHeld(this.folder, this.token);
  }

  /** Never of another's lock, nor of that in a copy: nobody could take these over then. */
  private async showLife(): Promise<void> {
    this.check();
    const now = new Date();
    await utimes(this.path, now, now);
  }

  /** Removes the lock if it is still ours. */
  async release(): Promise<void> {
    clearInterval(this.heartbeat);
    try {
      this.check();
      await unlink(this.path);
    } catch {
      // It is not ours, or cannot be read or removed; the next start finds its owner gone.
    }
    if (this.place !== null) closeSync(this.place);
  }
}

/** `null` where a folder cannot be opened. */
function openPlace(path: string): number | null {
  try {
    return openSync(dirname(path), 'r');
  } catch {
    return null;
  }
}

async function makeLockFolder(folder: string, path: string): Promise<void> {
  try {
    await makeFolder(dirname(path), true);
  } catch (error) {
    throw cannotBeMade(error, folder) ?? error;
  }
}

const NO_FOLDER: Readonly<Record<string, string>> = {
  ENOTDIR: 'it lies below a file',
  EEXIST: 'a file is in its place',
  ENOENT: 'this place takes no folders',
};

function cannotBeMade(error: unknown, folder: string): TracelakeError | null {
  const errno = errnoOf(error);
  const reason = NO_FOLDER[errno];
  if (reason === undefined) return null;
  const message = `"${folder}" cannot be made a folder: ${reason} (${errno}).`;
  return new TracelakeError('folder_read_only', message, { details: { folder, errno }, cause: error });
}

/** What `check` throws where the folder is not ours any more. */
export function isLockLost({ code, details }: TracelakeError): boolean {
  return code === 'storage_unavailable' && details['lockFile'] !== undefined;
}

function lockLost(other: LockOwner | null, path: string): TracelakeError {
  if (other === null) return lockGone(path, 'its lock is gone');
  const folder = dirname(dirname(path));
  return new TracelakeError(
    'storage_unavailable',
    `Process ${other.pid} on ${other.host} has taken "${folder}" over since ${other.lockedAt}.`,
    {
      details: { folder, lockFile: path, pid: other.pid },
      hint: `Stop one of the two servers: this one, ${process.pid}, writes nothing any more.`,
      retryAfterSeconds: 5,
    },
  );
}

function lockGone(path: string, reason: string): TracelakeError {
  const folder = dirname(dirname(path));
  return new TracelakeError(
    'storage_unavailable',
    `"${folder}" was moved or deleted while this server writes it: ${reason}.`,
    {
      details: { folder, lockFile: path, pid: null },
      hint: 'Put the folder back where it was, and the server goes on; or stop the server and start it on the right one.',
      retryAfterSeconds: 5,
    },
  );
}

const NO_LOCK: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP']);

function readWithoutWaiting(path: string): string {
  const file = openSync(path, READ_WITHOUT_WAITING);
  try {
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/** `null`: there is no lock, or a damaged one, which nobody can own. */
function ownerNow(path: string): LockOwner | null {
  try {
    return parseOwner(readWithoutWaiting(path));
  } catch (error) {
    if (NO_LOCK.has(errnoOf(error))) return null;
    throw fileError(error, path);
  }
}

/**
 * Whether the lock is ours now. ENOENT: whoever has the folder since has deleted our temporary file, for one that a killed
 * writer left (log-recovery.ts); the next attempt finds who it is.
 */
async function create(path: string, owner: LockOwner): Promise<boolean> {
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
async function removeIfStale(folder: string, lock: string, claimant: LockOwner): Promise<LockOwner | null> {
  const path = join(folder, lock);
  const found = await findLock(path);
  if (found === null) return null;
  if (found.owner !== null && ownerIsAlive(found.owner, found.heartbeatAgeMs, folder)) {
    if (found.heartbeatAgeMs > -HEARTBEAT_MS || seesOwner(found.owner, folder) || (await showsLife(path)))
      return found.owner;
  }
  const token = found.owner?.token;
  const claim = `${lock}${CLAIM}-${token}`;
  if (!(await create(join(folder, claim), claimant))) {
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

const CLAIM = '.takeover';

/** Of processes that were killed between removing the stale lock and their claim. Whoever still holds one finds our lock. */
async function removeClaims(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(basename(path) + CLAIM)) await unlink(join(dirname(path), name)).catch(() => undefined);
  }
}

function lockedBy(owner: LockOwner, path: string, folder: string): TracelakeError {
  if (isOfCopy(owner, folder)) return copyOf(owner, path, folder);
  const isForeign = !seesProcessesOf(owner);
  const where = owner.host !== hostname() ? ` on host ${owner.host}` : isForeign ? ' in another container' : '';
  const wait = isForeign
    ? `; if it runs no more, the folder is free ${FOREIGN_STALE_MS / 1000} s after its last sign of life`
    : '';
  return new TracelakeError(
    'folder_locked',
    `Process ${owner.pid}${where} writes "${folder}" since ${owner.lockedAt}.`,
    {
      details: { folder, pid: owner.pid, host: owner.host, lockedAt: owner.lockedAt, lockFile: path },
      hint: `Stop process ${owner.pid}, or choose another folder with --data${wait}.`,
    },
  );
}

function copyOf(owner: LockOwner, path: string, folder: string): TracelakeError {
  return new TracelakeError(
    'folder_locked',
    `"${folder}" looks like a copy of the folder that process ${owner.pid} on ${owner.host} writes since ${owner.lockedAt}.`,
    {
      details: { folder, pid: owner.pid, host: owner.host, lockedAt: owner.lockedAt, lockFile: path },
      hint: `A copy is free ${FOREIGN_STALE_MS / 1000} s after it was made: wait so long and start again.`,
    },
  );
}
