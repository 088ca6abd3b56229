// Log files back into rows: reads them into one segment, decodes every whole record, sets aside what is damaged.
import { type BatchDecoder, type BatchDecoderFactory, isTracelakeError } from '@tracelake/schema';
import { logPath, quarantinePath } from '../lake-paths.ts';
import { fileError } from '../storage/file-error.ts';
import type { Storage } from '../storage/storage.ts';
import { logSeed, scanLog } from './log-record.ts';
import type { LogDamage, LogExtent } from './roll-job.ts';

export interface LogReplay {
  readonly decoder: BatchDecoder;
  readonly damage: readonly LogDamage[];
}

interface LoadedLog {
  readonly sequence: number;
  readonly repeats: ReadonlySet<number>;
  readonly bytes: Uint8Array;
}

/** Throws `storage_unavailable`, and `disk_full` when damaged bytes cannot be set aside: nothing is left out in silence. */
export async function replayLogs(
  storage: Storage,
  lakeId: string,
  logs: readonly LogExtent[],
  decoderFactory: BatchDecoderFactory,
): Promise<LogReplay> {
  const damage: LogDamage[] = [];
  const loaded: LoadedLog[] = [];
  for (const log of logs) {
    const bytes = await readLog(storage, log);
    if (bytes === null) damage.push({ ...missing, sequence: log.sequence });
    else loaded.push({ sequence: log.sequence, repeats: new Set(log.repeats), bytes });
  }
  const segment = new Uint8Array(loaded.reduce((sum, log) => sum + log.bytes.length, 0));
  const decoder = decoderFactory(segment);
  let offset = 0;
  for (const log of loaded) {
    segment.set(log.bytes, offset);
    const ranges = decodeLog(decoder, log, offset, logSeed(lakeId, log.sequence));
    for (const range of ranges) damage.push(await setAside(storage, log, range));
    offset += log.bytes.length;
  }
  return { decoder, damage };
}

const missing = { offset: 0, sizeBytes: 0, reason: 'the log file is gone', quarantined: null };

async function readLog(storage: Storage, log: LogExtent): Promise<Uint8Array | null> {
  try {
    const range = log.endBytes === null ? undefined : { offset: 0, lengthBytes: log.endBytes };
    return await storage.get(logPath(log.sequence), range);
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

/** The log's bytes stand in the decoder's segment, from `offset` on. */
function decodeLog(decoder: BatchDecoder, { bytes, repeats }: LoadedLog, offset: number, seed: number): DamagedRange[] {
  const scan = scanLog(bytes, seed);
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
  // A record cut off while it was written was never acknowledged; zeros are what a power cut leaves of one.
  const isTorn = bytes.subarray(scan.endBytes).some((byte) => byte !== 0);
  if (isTorn) ranges.push({ start: scan.endBytes, end: bytes.length, reason: 'it was cut off while it was written' });
  return ranges;
}

async function setAside(storage: Storage, log: LoadedLog, range: DamagedRange): Promise<LogDamage> {
  const quarantined = quarantinePath(log.sequence, range.start);
  await storage.put(quarantined, log.bytes.subarray(range.start, range.end));
  return {
    sequence: log.sequence,
    offset: range.start,
    sizeBytes: range.end - range.start,
    reason: range.reason,
    quarantined,
  };
}
