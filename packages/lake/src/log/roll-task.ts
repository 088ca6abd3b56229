// The work of the roll: rows to a Parquet file and its field document. Runs on the worker thread.
import { dirname } from 'node:path';
import {
  type ColumnBatch,
  type DataFile,
  type FieldDocument,
  type TableDefinition,
  tableFingerprint,
} from '@tracelake/schema';
import { putFieldDocument } from '../catalog/catalogue-store.ts';
import { encodeFieldDocument } from '../catalog/field-document-codec.ts';
import { summarizeFields } from '../catalog/field-summary.ts';
import { startTimeRange } from '../catalog/start-time-range.ts';
import { landingPath, tailDocumentPath, tailPath } from '../lake-paths.ts';
import { defaultParquetCodec, UNCOMPRESSED } from '../parquet/parquet-codec.ts';
import { writeParquet } from '../parquet/parquet-writer.ts';
import { makeFolder, writeFileAtomically } from '../storage/atomic-file.ts';
import { fileError } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import { type LogReplay, replayLogs } from './log-replay.ts';
import type { ReplayMemory } from './replay-memory.ts';
import type { LogExtent, RollJob, RollResult } from './roll-job.ts';

export interface RollContext {
  readonly storage: FolderStorage;
  readonly table: TableDefinition;
  readonly lakeId: string;
  readonly replayMemory: ReplayMemory;
}

type RollOutcome = Omit<RollResult, 'elapsedMs'>;

/** Throws `disk_full`, `storage_unavailable` …: then the same job may be asked for again, and leaves the same file. */
export async function runRollJob(context: RollContext, job: RollJob): Promise<RollResult> {
  const startedMs = performance.now();
  const outcome = await runJob(context, job);
  return { ...outcome, elapsedMs: performance.now() - startedMs };
}

async function runJob(context: RollContext, job: RollJob): Promise<RollOutcome> {
  switch (job.kind) {
    case 'tail':
      return { file: await writeTail(context, job.sequence, job.batch), damage: [] };
    case 'replay-tail': {
      const write = ({ memory }: LogReplay) => writeTail(context, job.log.sequence, memory.decoder.batch());
      return replayed(context, [job.log], write);
    }
    case 'land':
      return replayed(context, job.logs, ({ memory }) => land(context, job.logs, memory.decoder.batch()));
  }
}

/** Writes what log files hold. The memory is used again only if all went well. */
async function replayed(
  context: RollContext,
  logs: readonly LogExtent[],
  write: (replay: LogReplay) => Promise<DataFile | null>,
): Promise<RollOutcome> {
  const { storage, lakeId, replayMemory } = context;
  const replay = await replayLogs(storage, lakeId, logs, replayMemory);
  const file = await write(replay);
  replayMemory.give(replay.memory);
  return { file, damage: replay.damage };
}

/** Not synced: the log outlives it. */
async function writeTail(context: RollContext, sequence: number, batch: ColumnBatch): Promise<DataFile | null> {
  if (batch.rows === 0) return null;
  const path = tailPath(context.table.name, sequence);
  const { bytes, document } = describe(context, batch, path, 'tail');
  await write(context, path, bytes);
  await write(context, tailDocumentPath(path), encodeFieldDocument(document));
  return document.file;
}

async function write(context: RollContext, path: string, bytes: Uint8Array): Promise<void> {
  const absolute = context.storage.locate(path);
  try {
    await makeFolder(dirname(absolute), false);
    await writeFileAtomically(absolute, bytes, { durable: false });
  } catch (error) {
    throw fileError(error, path);
  }
}

async function land(context: RollContext, logs: readonly LogExtent[], batch: ColumnBatch): Promise<DataFile | null> {
  if (batch.rows === 0) return null;
  const path = landingPath(context.table.name, {
    lakeId: context.lakeId,
    firstSequence: logs[0]!.sequence,
    lastSequence: logs.at(-1)!.sequence,
    arrivalMs: logs[0]!.createdAtMs,
  });
  const { bytes, document } = describe(context, batch, path, 'landing');
  await context.storage.put(path, bytes);
  // The rows are safe; a document that is missing is made again by whoever first looks for it.
  await putFieldDocument(context.storage, document).catch(() => undefined);
  return document.file;
}

function describe(context: RollContext, batch: ColumnBatch, path: string, tier: DataFile['tier']) {
  // A tail lives for minutes: compression would cost half of its writing and save what is soon deleted.
  const codec = tier === 'tail' ? UNCOMPRESSED : defaultParquetCodec();
  const bytes = writeParquet(batch, context.table, { codec });
  const file: DataFile = {
    path,
    tier,
    layout: 0,
    sizeBytes: bytes.length,
    rows: batch.rows,
    columns: tableFingerprint(context.table),
    ...startTimeRange(batch),
  };
  const document: FieldDocument = { version: 1, file, ...summarizeFields(batch, context.table) };
  return { bytes, document };
}
