// Logs that hold fewer rows than the tails that were made from them: cut behind what was acknowledged, damaged, or gone. A log is what
// lands, and its tail is deleted behind it; so such a tail, which has every acknowledged row of its log, lands in its stead.
import { stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { DataFile } from '@tracelake/schema';
import { putFieldDocument } from '../catalog/catalogue-store.ts';
import { decodeFieldDocument } from '../catalog/field-document-codec.ts';
import type { CurrentTail } from '../current-document.ts';
import { landedTailPath, logPath, recentPath, tailDocumentPath } from '../lake-paths.ts';
import { recordLoss } from '../loss-record.ts';
import { linkFileAside, logAside, setFileAside } from '../quarantine.ts';
import { syncName } from '../storage/atomic-file.ts';
import { cannotBeRead, errnoOf, fileError } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { arrivalOf, type FoundLog } from './found-log.ts';
import type { LogRecord } from './log-record.ts';
import { encodeRecentBodies } from './recent-bodies-file.ts';
import type { LandedBody } from './repeated-bodies.ts';
import type { LogDamage } from './roll-job.ts';

export interface ShortLog {
  readonly tail: CurrentTail;
  /** `null`: the file is gone. */
  readonly log: FoundLog | null;
  readonly missingRows: number;
}

/** A tail never has more rows than its log, which is read up to where the tail knows that it counts. */
export function shortLogs(tails: readonly CurrentTail[], logs: readonly FoundLog[]): ShortLog[] {
  const short: ShortLog[] = [];
  for (const tail of tails) {
    const log = logs.find(({ sequence }) => sequence === tail.sequence) ?? null;
    const rows = (log?.records ?? []).reduce((sum, record) => sum + record.rows, 0);
    if (rows < tail.file.rows) short.push({ tail, log, missingRows: tail.file.rows - rows });
  }
  return short;
}

export interface TailPlace {
  readonly storage: FolderStorage;
  readonly table: string;
  readonly lakeId: string;
}

export interface SettledLog {
  /** What is told of it. */
  readonly damage: LogDamage;
  /** Whether landing has the tail: its log, which has no row beside, is set aside. Otherwise the tail is, and what the log has lands. */
  readonly isTailLanded: boolean;
  /** What the log still says of the bodies whose rows the tail has landed. */
  readonly bodies: readonly LandedBody[];
}

/**
 * Can be cut off by a crash and done again: the tail is on disk before its log goes, and again under the same name. `landed`: where a start
 * that was cut off has put it; its name says the time of the tail's file, which may be another by now, or gone with it.
 */
export async function settleShortLog(
  place: TailPlace,
  short: ShortLog,
  landed: string | null,
  nowMonotonicMs: number,
): Promise<SettledLog> {
  const { storage } = place;
  const { tail, log } = short;
  const arrival = arrivalOf(log ?? { createdAtMs: 0 }, nowMonotonicMs);
  const isTailLanded = await landTailAtStart(place, short, landed);
  const records = isTailLanded ? landedRecords(tail, log) : [];
  if (isTailLanded && log !== null) {
    // Without them, on a full disk, a retry of these bodies is stored again: better than a lake that does not start.
    const file = encodeRecentBodies([{ arrival, bodies: records }]);
    await storage.put(recentPath(log.sequence), file).catch(() => undefined);
  }
  return {
    isTailLanded,
    bodies: records.map((body) => ({ ...body, ...arrival, sequence: tail.sequence })),
    damage: await setShortAside(storage, short, isTailLanded),
  };
}

/**
 * Of log and tail the one that is not to be believed. A log that cannot be moved stays in its place, where it counts as landed.
 * @returns what is told of it. It is settled by now: nothing is thrown
 */
export async function setShortAside(
  storage: FolderStorage,
  { tail, log, missingRows }: ShortLog,
  isTailLanded: boolean,
): Promise<LogDamage> {
  const { sequence } = tail;
  const what = log === null ? 'the log file is gone' : `"${logPath(sequence)}" is cut off or damaged`;
  const lacks = `${what}: it lacks ${missingRows} acknowledged spans`;
  const offset = log?.endBytes ?? 0;
  const place = { sequence, offset, sizeBytes: (log?.sizeBytes ?? 0) - offset };
  if (isTailLanded) {
    const reason = `${lacks}, all of which came from their tail`;
    const aside = log === null ? logAside(storage.folder, sequence) : setFileAside(storage.folder, logPath(sequence));
    return aside.then(
      (quarantined) => ({ ...place, reason, quarantined }),
      (error) => ({ ...place, reason: `${reason}. ${fileError(error, logPath(sequence)).message}`, quarantined: null }),
    );
  }
  const linked = await linkFileAside(storage.folder, tail.file.path);
  if (linked !== null) return { ...place, reason: `${lacks}, which their tail had`, quarantined: linked };
  const lost = { ...place, reason: lacks };
  const isAside = log === null ? await logAside(storage.folder, sequence) : null;
  return { ...lost, quarantined: isAside ?? (await recordLoss(storage, lost)) };
}

/** Of a log whose end is not known, none: it may have a refused body for whose retry another log has the rows, and the tail has none. */
function landedRecords({ endBytes }: CurrentTail, log: FoundLog | null): readonly LogRecord[] {
  return endBytes === undefined ? [] : (log?.records ?? []);
}

/**
 * A start does not wait: where the disk fails, what the log has lands. What a failed try left would be read beside it. Where the log is
 * gone the tail is all there is, and the start fails as the disk does.
 */
async function landTailAtStart(place: TailPlace, { tail, log }: ShortLog, landed: string | null): Promise<boolean> {
  try {
    return await landTail(place, tail, landed);
  } catch (error) {
    if (log === null) throw error;
    const path = landed ?? (await newLandingPath(place, tail).catch(() => null));
    if (path !== null) await place.storage.delete(path).catch(() => undefined);
    return false;
  }
}

/**
 * Only a whole one: with a bit flipped it would be worse than nothing. Whole already, where a start ended before its log was set aside.
 * @returns false where there is none. Throws what passes, a disk that is full or fails: the tail is there, and still shown.
 */
export async function landTail(
  place: TailPlace,
  tail: CurrentTail,
  landed: string | null,
  assertOwned: () => void = () => undefined,
): Promise<boolean> {
  const { storage } = place;
  const { file } = tail;
  const path = landed ?? (await newLandingPath(place, tail));
  if (path === null) return false;
  if (await isWhole(storage, path, file)) await syncName(storage.folder, storage.locate(path));
  else if (await isWhole(storage, file.path, file)) {
    const bytes = await storage.get(file.path);
    // Whoever has taken the folder over may have landed the log meanwhile: this would count beside it.
    assertOwned();
    await storage.put(path, bytes);
  } else {
    await storage.delete(path).catch(() => undefined);
    return false;
  }
  await landDocument(storage, tailDocumentPath(file.path), { ...file, path, tier: 'landing' }).catch(() => undefined);
  return true;
}

/** By the time of the file: the log, which says when its first body came, may be gone. `null` where the tail is gone too. */
async function newLandingPath({ storage, table, lakeId }: TailPlace, { sequence, file }: CurrentTail) {
  return stat(storage.locate(file.path)).then(
    ({ mtimeMs }) => landedTailPath(table, lakeId, sequence, mtimeMs),
    (error) => {
      if (errnoOf(error) !== 'ENOENT') throw fileError(error, file.path);
      return null;
    },
  );
}

/** Whether these are the very bytes of the file. Throws where it cannot be read. */
export async function isWhole(storage: FolderStorage, path: string, { crc32: expected }: DataFile): Promise<boolean> {
  try {
    return crc32(await storage.get(path)) === expected;
  } catch (error) {
    if (cannotBeRead(error)) throw error;
    return false;
  }
}

/** One that is missing is made again from its file. */
async function landDocument(storage: FolderStorage, path: string, file: DataFile): Promise<void> {
  const document = decodeFieldDocument(await storage.get(path), path);
  await putFieldDocument(storage, { ...document, file });
}
