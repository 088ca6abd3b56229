// What who only reads takes of the logs of a killed server: as its next server would, a body that stands in them twice once.
import { readdir } from 'node:fs/promises';
import type { CurrentTail } from '../current-document.ts';
import { knownLakeId } from '../lake-folder.ts';
import { RECENT_FOLDER, sequenceOfRecent } from '../lake-paths.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { type FoundLog, findLog, findLogs, type LogPlace } from './found-log.ts';
import { latestBodies } from './latest-bodies.ts';
import type { LogRecord } from './log-record.ts';
import { ENTRY_BYTES, PackedBodies } from './packed-bodies.ts';
import { textOfFingerprint } from './recent-bodies.ts';
import { readRecentBodies } from './recent-bodies-file.ts';
import { type LandedBody, repeatedBodies } from './repeated-bodies.ts';
import type { LogExtent } from './roll-job.ts';
import { DEFAULT_WRITER_LIMITS } from './writer-limits.ts';

/** `tails`: all that the document lists; of those among `sequences` the log is taken. Throws `object_not_found`. */
export async function unseenExtents(
  storage: FolderStorage,
  sequences: readonly number[],
  tails: readonly CurrentTail[],
): Promise<LogExtent[]> {
  const place = { storage, lakeId: await knownLakeId(storage) };
  const tailOf = (sequence: number) => tails.find((tail) => tail.sequence === sequence);
  const unseen = await findLogs(place, sequences, tailOf);
  const shown = await findShownLogs(
    place,
    tails.filter(({ sequence }) => !sequences.includes(sequence)),
  );
  const inOrder = [...unseen, ...shown].sort((a, b) => a.sequence - b.sequence);
  const { recentKeepMs } = DEFAULT_WRITER_LIMITS;
  const repeats = repeatedBodies(inOrder, await landedBodies(storage), recentKeepMs);
  return unseen.map((log) => {
    const isShown = shownLater(log, shown, recentKeepMs);
    const isLeftOut = (record: LogRecord) => repeats.get(log.sequence)!.has(record) || isShown(record);
    return {
      sequence: log.sequence,
      endBytes: tailOf(log.sequence)?.endBytes ?? null,
      repeats: log.records.filter(isLeftOut).map((record) => record.start),
      createdAtMs: log.createdAtMs,
      logBytes: log.sizeBytes,
      weight: 0,
      rows: null,
      hasSpare: false,
    };
  });
}

/** One may be gone: its tail is there. */
async function findShownLogs(place: LogPlace, tails: readonly CurrentTail[]): Promise<FoundLog[]> {
  const found: FoundLog[] = [];
  for (const tail of tails) {
    const log = await findLog(place, tail.sequence, tail).catch(() => null);
    if (log !== null) found.push(log);
  }
  return found;
}

/** A log that has only bodies which were refused gets no tail, and the one that they came into again may have one. */
function shownLater({ sequence, createdAtMs }: FoundLog, shown: readonly FoundLog[], keepMs: number) {
  const later = shown.filter((log) => log.sequence > sequence && log.createdAtMs - createdAtMs <= keepMs);
  const bodies = new Set(later.flatMap((log) => log.records.map((record) => textOfFingerprint(record.fingerprint))));
  return ({ fingerprint }: LogRecord) => bodies.has(textOfFingerprint(fingerprint));
}

async function landedBodies(storage: FolderStorage): Promise<Iterable<LandedBody>> {
  const names = await readdir(storage.locate(RECENT_FOLDER)).catch(() => []);
  const sequences = names.map(sequenceOfRecent).filter((sequence) => sequence !== null);
  return latestBodies(sequences, DEFAULT_WRITER_LIMITS.recentBodies, (path) =>
    readRecentBodies(storage, path).then(
      ({ bodies }) => bodies,
      () => new PackedBodies(new Uint8Array(), ENTRY_BYTES),
    ),
  );
}
