// Log files back into rows: reads them into one segment, decodes every whole record, sets aside what is damaged.
import { type BatchDecoder, isTracelakeError } from '@tracelake/schema';
import { logPath, quarantinePath } from '../lake-paths.ts';
import { recordLoss } from '../loss-record.ts';
import { logAside, putAside } from '../quarantine.ts';
import { fileError, folderGone } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { logSeed, scanLog } from './log-record.ts';
import type { ReplayMemory } from './replay-memory.ts';
import type { LogDamage, LogExtent, ShortExtent } from './roll-job.ts';
import type { SegmentMemory } from './segment-pool.ts';

export interface LogReplay {
  readonly memory: SegmentMemory;
  readonly damage: readonly LogDamage[];
  /** Of logs with a spare: nothing of them is told or set aside yet. */
  readonly short: readonly ShortExtent[];
}

export interface ReplayContext {
  readonly storage: FolderStorage;
  readonly lakeId: string;
  /** Throws when the folder is not the writer's any more. */
  readonly assertOwned: () => void;
  readonly replayMemory: ReplayMemory;
}

interface LoadedLog {
  readonly extent: LogExtent;
  readonly bytes: Uint8Array;
}

/**
 * The rows are in the memory's decoder, until the memory is taken again.
 * Throws `storage_unavailable`, and `disk_full` when damaged bytes cannot be set aside: nothing is left out in silence.
 */
export async function replayLogs(
  { storage, lakeId, assertOwned, replayMemory }: ReplayContext,
  logs: readonly LogExtent[],
): Promise<LogReplay> {
  const sizes = await Promise.all(logs.map((log) => sizeOf(storage, log)));
  const memory = replayMemory.take(sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0));
  const damage: LogDamage[] = [];
  const short: ShortExtent[] = [];
  let offset = 0;
  for (const [i, log] of logs.entries()) {
    const size = sizes[i] ?? null;
    const bytes = size === null ? null : await readLog(storage, log, memory.bytes.subarray(offset, offset + size));
    if (bytes === null) {
      // In a folder that was moved away no log is gone.
      assertOwned();
      if (await isThere(storage, log.sequence)) throw folderGone(storage.folder);
      if (log.hasSpare) short.push({ sequence: log.sequence, missingRows: log.rows ?? 0 });
      else damage.push(await goneLog(storage, log));
      continue;
    }
    const loaded = { extent: log, bytes };
    const decoded = decodeLog(memory.decoder, loaded, offset, logSeed(lakeId, log.sequence));
    offset += bytes.length;
    const missingRows = Math.max(0, (log.rows ?? 0) - decoded.rows);
    if (log.hasSpare && missingRows > 0) short.push({ sequence: log.sequence, missingRows });
    else
      for (const range of damagedRanges(loaded, decoded, missingRows))
        damage.push(await setAside(storage, loaded, range));
  }
  return { memory, damage, short };
}

async function goneLog(storage: FolderStorage, { sequence, rows }: LogExtent): Promise<LogDamage> {
  const lacks = rows === null ? '' : `: it lacks ${rows} acknowledged spans`;
  const gone = { sequence, offset: 0, sizeBytes: 0, reason: `the log file is gone${lacks}` };
  const aside = await logAside(storage.folder, sequence);
  return { ...gone, quarantined: aside ?? (rows === null ? null : await recordLoss(storage, gone)) };
}

async function isThere(storage: FolderStorage, sequence: number): Promise<boolean> {
  return (await storage.head(logPath(sequence))) !== null;
}

/** `null`: the file is gone. */
async function sizeOf(storage: FolderStorage, log: LogExtent): Promise<number | null> {
  if (log.endBytes !== null) return log.endBytes;
  return (await storage.head(logPath(log.sequence)))?.sizeBytes ?? null;
}

/** The part of `target` that the file filled; `null`: the file is gone. */
async function readLog(storage: FolderStorage, log: LogExtent, target: Uint8Array): Promise<Uint8Array | null> {
  try {
    return target.subarray(0, await storage.readInto(logPath(log.sequence), target));
  } catch (error) {
    const coded = fileError(error, logPath(log.sequence));
    if (coded.code === 'object_not_found') return null;
    throw coded;
  }
}

interface DamagedRange {
  readonly start: number;
  readonly end: number;
  readonly reason: string;
}

interface DecodedLog {
  readonly rows: number;
  readonly ranges: readonly DamagedRange[];
  /** Where its last record ends, whole or damaged. */
  readonly endBytes: number;
}

/** The log's bytes stand in the decoder's segment, from `offset` on. */
function decodeLog(decoder: BatchDecoder, { bytes, extent }: LoadedLog, offset: number, seed: number): DecodedLog {
  const scan = scanLog(bytes, seed);
  const repeats = new Set(extent.repeats);
  const rowsBefore = decoder.rows;
  const ranges: DamagedRange[] = scan.damaged.map((range) => ({ ...range, reason: 'its checksum does not fit' }));
  for (const { start, end, format } of scan.records) {
    if (repeats.has(start)) continue;
    try {
      decoder.decode(offset + start, offset + end, format);
    } catch (error) {
      if (!isTracelakeError(error)) throw error;
      ranges.push({ start, end, reason: `it no longer decodes: ${error.message}` });
    }
  }
  return { rows: decoder.rows - rowsBefore, ranges, endBytes: scan.endBytes };
}

/** What lies behind its last record was cut off while it was written, and never acknowledged, unless rows are missing that were. */
function damagedRanges(
  { bytes, extent }: LoadedLog,
  decoded: DecodedLog,
  missingRows: number,
): readonly DamagedRange[] {
  const { ranges, endBytes } = decoded;
  const isCut = endBytes < (extent.endBytes ?? 0) || (missingRows > 0 && ranges.length === 0);
  if (!isCut) return ranges;
  const reason = `it is cut off: it lacks ${missingRows} acknowledged spans`;
  return [...ranges, { start: endBytes, end: Math.max(bytes.length, extent.endBytes ?? 0), reason }];
}

/** What is cut off whole leaves nothing to be set aside but that it is lost. */
async function setAside(storage: FolderStorage, log: LoadedLog, range: DamagedRange): Promise<LogDamage> {
  const { sequence } = log.extent;
  const found = log.bytes.subarray(range.start, range.end);
  const { start, end, reason } = range;
  const place = { sequence, offset: start, reason };
  const isLost = found.length === 0;
  const quarantined = isLost
    ? await recordLoss(storage, place)
    : await putAside(storage, quarantinePath(sequence, start), found);
  return { ...place, sizeBytes: end - start, quarantined };
}
