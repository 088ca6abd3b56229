// What a starting writer does before it takes bodies: reads what the last one left, settles what has landed, and hands the
// rest of the log to the roll.
import { readdir, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fieldDocumentPath } from '../catalog/catalogue-paths.ts';
import { type CurrentTail, withoutTails, withPublisher } from '../current-document.ts';
import {
  LOG_FOLDER,
  landedTailOf,
  landingArrivalOf,
  landingRangeOf,
  logPath,
  RECENT_FOLDER,
  recentPath,
  sequenceOfLog,
  sequenceOfRecent,
  sequenceOfTail,
  TAIL_FOLDER,
  tailPath,
} from '../lake-paths.ts';
import { LandingFolder } from '../landing-folder.ts';
import { forgetHalfMoved, linkFileAside, setFileAside, setMisplacedAside } from '../quarantine.ts';
import { isTemporaryName, syncFolder, syncName } from '../storage/atomic-file.ts';
import { fileError } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { CurrentPublisher, readCurrentForRecovery } from './current-publisher.ts';
import { arrivalOf, type FoundLog, findLog } from './found-log.ts';
import { latestOf } from './landing-arrival.ts';
import { latestBodies } from './latest-bodies.ts';
import type { LogRecord } from './log-record.ts';
import type { ClosedLog } from './log-roller.ts';
import { TRIES_FILE } from './log-tries.ts';
import { ageMsOf, type RecentBody } from './recent-bodies.ts';
import { encodeRecentBodies, readRecentBodies } from './recent-bodies-file.ts';
import { planRecovery, type RecoveryPlan } from './recovery-plan.ts';
import { type LandedBody, repeatedBodies } from './repeated-bodies.ts';
import type { LogDamage } from './roll-job.ts';
import { isWhole, settleShortLog, shortLogs } from './short-logs.ts';
import { setTornEndAside } from './torn-end.ts';
import { readAtStart } from './unreadable-at-start.ts';

export interface RecoveredLog {
  readonly publisher: CurrentPublisher;
  readonly nextSequence: number;
  /** Log files whose rows have to land, ascending. */
  readonly logs: readonly ClosedLog[];
  /** Read anew each time they are asked for. */
  readonly recentBodies: Iterable<RecentBody>;
  /** Files of fingerprints, to be deleted when these are too old to matter. */
  readonly recentFiles: readonly string[];
  /** Tails that no document names: a query may still read them. */
  readonly supersededTails: readonly string[];
  /** When the latest landing file arrived, by its name; `null` when there is none. */
  readonly latestArrivalMs: number | null;
  /** Acknowledged rows that the log has lost. */
  readonly damage: readonly LogDamage[];
  /** What the last server was writing when it ended. */
  readonly tornEnds: readonly LogDamage[];
  /** Files that were damaged beyond use and set aside. */
  readonly quarantined: readonly string[];
}

export interface RecoveryScope {
  readonly storage: FolderStorage;
  readonly table: string;
  readonly lakeId: string;
  readonly nowMs: number;
  readonly nowMonotonicMs: number;
  /** Of the folder's lock, which this writer has. */
  readonly lockToken: string;
  /** Fingerprints older than this are deleted. */
  readonly recentKeepMs: number;
  /** So many of them are remembered. */
  readonly recentBodies: number;
}

/** Every step can be cut off by a crash and done again: nothing is deleted before what replaces it is on disk. */
export async function recoverLog(scope: RecoveryScope): Promise<RecoveredLog> {
  const { storage, table, lakeId, nowMs } = scope;
  const { current, quarantined } = await readCurrentForRecovery(storage, nowMs);
  const setAside = await setComingAside(scope);
  const tails = await sequencesIn(storage, TAIL_FOLDER, sequenceOfTail);
  const landing = await new LandingFolder(storage.folder, table).paths();
  const plan = planRecovery(
    {
      current,
      tails,
      logs: await sequencesIn(storage, LOG_FOLDER, sequenceOfLog),
      recent: await sequencesIn(storage, RECENT_FOLDER, sequenceOfRecent),
      landed: landing.map(landingRangeOf).filter((range) => range !== null),
      landedTails: landing.map(landedTailOf).filter((tail) => tail !== null),
    },
    table,
    lakeId,
  );

  const damage: LogDamage[] = [];
  const kept = await keptBodies(scope, setAside, damage);
  const landedBodies = await bodiesOfForgottenLogs(scope, plan);
  const own = { lockToken: scope.lockToken, firstSequence: plan.nextSequence };
  const publisher = new CurrentPublisher(storage.folder, plan.current);
  await syncUncounted(scope, landing, current?.landedThrough ?? 0);
  await publisher.publish(withPublisher(plan.current, own), true);
  for (const sequence of plan.landedLogs) await unlink(storage.locate(logPath(sequence))).catch(() => undefined);
  for (const sequence of plan.replacedLogs) damage.push(...(await setReplacedAside(storage, sequence)));
  await deleteTemporaryFiles(storage);

  const tailOf = (sequence: number) => plan.current.tails.find((tail) => tail.sequence === sequence);
  const found: FoundLog[] = [];
  for (const sequence of plan.openLogs) await forgetHalfMoved(storage.folder, sequence);
  for (const sequence of plan.openLogs) found.push(await findAtStart(scope, sequence, tailOf(sequence)));
  // What a tail lands for is settled before any body is taken for a repeat of one of its log.
  const settled = await settleShortLogs(scope, publisher, found, landing);
  await takeTailsBack(scope, publisher.current.tails, landing);
  const unlanded = found.filter((log) => !settled.landedTails.has(log.sequence));
  const landed = joined<LandedBody>(kept, landedBodies, settled.bodies);
  const repeats = repeatedBodies(unlanded, landed, scope.recentKeepMs);
  const logs = unlanded.map((log) => closedLog(log, repeats.get(log.sequence)!, tailOf(log.sequence)));
  const openBodies = logs.flatMap((log) =>
    log.bodies.map((body) => ({ ...body, ...arrivalOf(log, scope.nowMonotonicMs) })),
  );
  const tornEnds = await Promise.all(unlanded.map((log) => setTornEndAside(storage, log)));
  const live = new Set(publisher.current.tails.map((tail) => tail.sequence));
  return {
    publisher,
    nextSequence: plan.nextSequence,
    logs,
    recentBodies: joined<RecentBody>(landed, openBodies),
    recentFiles: (await names(storage, RECENT_FOLDER)).map((name) => `${RECENT_FOLDER}/${name}`),
    damage: [...damage, ...settled.damage],
    tornEnds: tornEnds.filter((end) => end !== null),
    latestArrivalMs: landing.map(landingArrivalOf).reduce(latestOf, null),
    supersededTails: [...new Set(tails)].filter((sequence) => !live.has(sequence)).map((s) => tailPath(table, s)),
    quarantined: quarantined === null ? setAside : [quarantined, ...setAside],
  };
}

const WITHOUT_LOG =
  'the rest is served then, and so is what its tail has, if it has one; its other spans are in no answer. Do not move it back: it counts as landed by then.';
const WITHOUT_RECENT = 'a retry of a body of its last ten minutes may then be stored again.';

function findAtStart(scope: RecoveryScope, sequence: number, tail?: CurrentTail): Promise<FoundLog> {
  return readAtStart(scope.storage, logPath(sequence), WITHOUT_LOG, () => findLog(scope, sequence, tail));
}

/** Its tail has landed in its stead. One that cannot be moved keeps no server from starting: no query reads it, and the next start tries again. */
async function setReplacedAside({ folder }: FolderStorage, sequence: number): Promise<LogDamage[]> {
  const path = logPath(sequence);
  return setFileAside(folder, path).then(
    () => [],
    (error) => [notMoved(sequence, 'its spans are in answers, from its tail', error, path)],
  );
}

function notMoved(sequence: number, harmless: string, error: unknown, path: string): LogDamage {
  const reason = `${fileError(error, path).message} It stays there; ${harmless}.`;
  return { sequence, offset: 0, sizeBytes: 0, reason, quarantined: null };
}

/** What nobody has counted yet may be of a server that was killed behind the rename, and before the sync of its name. */
async function syncUncounted(
  { storage }: RecoveryScope,
  landing: readonly string[],
  landedThrough: number,
): Promise<void> {
  const isUncounted = (path: string) => {
    const range = landingRangeOf(path);
    return range === null ? landedTailOf(path) !== null : range.lastSequence > landedThrough;
  };
  for (const path of landing.filter(isUncounted)) await syncName(storage.folder, storage.locate(path));
}

/** Of files: what else somebody has put there stays as it is. */
async function names(storage: FolderStorage, folder: string): Promise<string[]> {
  const entries = await readdir(storage.locate(folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

async function sequencesIn(
  storage: FolderStorage,
  folder: string,
  sequenceOf: (name: string) => number | null,
): Promise<number[]> {
  return (await names(storage, folder)).map(sequenceOf).filter((sequence) => sequence !== null);
}

/** What has the name of a file that will be written some day, and is none: it would stand in the way then. */
async function setComingAside({ storage, nowMs }: RecoveryScope): Promise<string[]> {
  const tries = await setMisplacedAside(storage.folder, TRIES_FILE, nowMs);
  const aside = tries === null ? [] : [tries];
  for (const [folder, sequenceOf] of NUMBERED) {
    const entries = await readdir(storage.locate(folder), { withFileTypes: true });
    for (const { name } of entries.filter((entry) => !entry.isFile() && sequenceOf(entry.name) !== null)) {
      const path = await setMisplacedAside(storage.folder, `${folder}/${name}`, nowMs);
      if (path !== null) aside.push(path);
    }
  }
  return aside;
}

const NUMBERED = [
  [LOG_FOLDER, sequenceOfLog],
  [TAIL_FOLDER, sequenceOfTail],
  [RECENT_FOLDER, sequenceOfRecent],
] as const;

/** Their tails count, and are listed no more, from one publication on: all of them, when each is where it belongs. */
async function settleShortLogs(
  scope: RecoveryScope,
  publisher: CurrentPublisher,
  logs: readonly FoundLog[],
  landing: readonly string[],
) {
  const isTailOf = (path: string, sequence: number) => {
    const tail = landedTailOf(path);
    return tail?.lakeId === scope.lakeId && tail.sequence === sequence;
  };
  const damage: LogDamage[] = [];
  const bodies: LandedBody[] = [];
  const landedTails = new Set<number>();
  for (const short of shortLogs(publisher.current.tails, logs)) {
    const landed = landing.find((path) => isTailOf(path, short.tail.sequence)) ?? null;
    const settled = await settleShortLog(scope, short, landed, scope.nowMonotonicMs);
    damage.push(settled.damage);
    if (!settled.isTailLanded) continue;
    landedTails.add(short.tail.sequence);
    for (const body of settled.bodies) bodies.push(body);
  }
  if (landedTails.size > 0) await publisher.publish(withoutTails(publisher.current, landedTails), true);
  return { damage, bodies, landedTails };
}

/**
 * Landed tails that are listed still, of logs that lack nothing: their server ended before it had set these aside. Once the logs land they
 * would count beside them. A tail is never synced, and landing may have the only whole copy by now. The document goes first: alone it
 * would tell of a file that is lost.
 */
async function takeTailsBack(
  { storage, lakeId }: RecoveryScope,
  tails: readonly CurrentTail[],
  landing: readonly string[],
): Promise<void> {
  for (const path of landing) {
    const landed = landedTailOf(path);
    const tail = tails.find(({ sequence }) => sequence === landed?.sequence);
    if (tail === undefined || landed?.lakeId !== lakeId) continue;
    const isLanded = await isWhole(storage, path, tail.file);
    if (isLanded && !(await isWhole(storage, tail.file.path, tail.file))) {
      await storage.put(tail.file.path, await storage.get(path));
    }
    await storage.delete(fieldDocumentPath(path));
    await storage.delete(path);
    await syncFolder(dirname(storage.locate(path)));
  }
}

function closedLog(log: FoundLog, repeats: ReadonlySet<LogRecord>, tail: CurrentTail | undefined): ClosedLog {
  const bodies = log.records.filter((record) => !repeats.has(record));
  return {
    sequence: log.sequence,
    createdAtMs: log.createdAtMs,
    logBytes: log.sizeBytes,
    endBytes: tail?.endBytes ?? null,
    repeats: [...repeats].map((record) => record.start),
    hasTail: tail !== undefined,
    failedTries: 0,
    givenUpFor: null,
    rows: bodies.reduce((sum, body) => sum + body.rows, 0),
    weight: bodies.reduce((sum, body) => sum + body.weight, 0),
    bodies,
    segment: null,
    acknowledgedAtMonotonicMs: null,
  };
}

/**
 * Deletes the files that are too old to matter, of those that it reads. What a damaged one still has is kept in its place; where it cannot be
 * set aside, it stays as it is.
 */
async function keptBodies(
  scope: RecoveryScope,
  quarantined: string[],
  damage: LogDamage[],
): Promise<Iterable<LandedBody>> {
  const { storage } = scope;
  return latestBodies(await sequencesIn(storage, RECENT_FOLDER, sequenceOfRecent), scope.recentBodies, async (path) => {
    const found = await readAtStart(storage, path, WITHOUT_RECENT, () => readRecentBodies(storage, path));
    if (found.isDamaged) {
      const aside = await setRecentAside(storage, path, damage);
      if (aside === null) return found.bodies;
      const runs = Array.from(found.bodies, (body) => ({ arrival: body, bodies: [body] }));
      await storage.put(path, encodeRecentBodies(runs));
      quarantined.push(aside);
    }
    const now = { atMs: scope.nowMs, atMonotonicMs: scope.nowMonotonicMs };
    for (const body of found.bodies) if (ageMsOf(body, now) <= scope.recentKeepMs) return found.bodies;
    await storage.delete(path);
    return found.bodies.latest(0);
  });
}

/** `null` where it cannot be moved, or is gone. */
async function setRecentAside(storage: FolderStorage, path: string, damage: LogDamage[]): Promise<string | null> {
  try {
    return (await linkFileAside(storage.folder, path)) ?? (await setFileAside(storage.folder, path));
  } catch (error) {
    damage.push(notMoved(sequenceOfRecent(basename(path))!, 'what it still has is known', error, path));
    return null;
  }
}

function joined<Body>(...parts: readonly Iterable<Body>[]): Iterable<Body> {
  return {
    *[Symbol.iterator]() {
      for (const part of parts) yield* part;
    },
  };
}

/** Their fingerprints are still in the log files. */
async function bodiesOfForgottenLogs(scope: RecoveryScope, plan: RecoveryPlan): Promise<LandedBody[]> {
  const bodies: LandedBody[] = [];
  for (const sequence of plan.forgottenLogs) {
    const { createdAtMs, records } = await findAtStart(scope, sequence);
    const arrival = arrivalOf({ createdAtMs }, scope.nowMonotonicMs);
    await scope.storage.put(recentPath(sequence), encodeRecentBodies([{ arrival, bodies: records }]));
    for (const body of records) bodies.push({ ...body, ...arrival, sequence });
  }
  return bodies;
}

/** What a killed writer had not yet renamed. Nobody else writes here but who asks for the lock, and tries again: this runs under it, before the roll starts. */
async function deleteTemporaryFiles(storage: FolderStorage): Promise<void> {
  for (const folder of ['wal', 'landing', 'catalog']) {
    const absolute = storage.locate(folder);
    for (const path of await readdir(absolute, { recursive: true })) {
      if (isTemporaryName(basename(path))) await unlink(join(absolute, path)).catch(() => undefined);
    }
  }
}
