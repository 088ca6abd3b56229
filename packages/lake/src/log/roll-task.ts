// The work of the roll: rows to a Parquet file and its field document. Runs on the worker thread.
import { dirname } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  type BatchDecoderFactory,
  type ColumnBatch,
  type DataFile,
  type FieldDocument,
  type TableDefinition,
  tableFingerprint,
} from '@tracelake/schema';
import { putFieldDocument } from '../catalog/catalogue-store.ts';
import { encodeFieldDocument } from '../catalog/field-document-codec.ts';
import { mergedSummaries } from '../catalog/merged-summaries.ts';
import { mergedTimeRange } from '../catalog/start-time-range.ts';
import { landingPath, tailDocumentPath, tailPath } from '../lake-paths.ts';
import { defaultParquetCodec, UNCOMPRESSED } from '../parquet/parquet-codec.ts';
import { parquetPieces } from '../parquet/parquet-file.ts';
import { RowGroupEncoder } from '../parquet/row-group.ts';
import { makeFolderBelow, writeFileAtomically } from '../storage/atomic-file.ts';
import { errnoOf, fileError, folderGone } from '../storage/file-error.ts';
import type { FolderStorage } from '../storage/folder-storage.ts';
import type { PutBody } from '../storage/storage.ts';
import { type EncodedRows, encodeRows, KeptRows } from './encoded-rows.ts';
import { landingArrivalMs } from './landing-arrival.ts';
import { landingPieces, type PieceLimits } from './landing-pieces.ts';
import { type LogReplay, replayLogs } from './log-replay.ts';
import { ReplayMemory } from './replay-memory.ts';
import type { LogDamage, LogExtent, RollJob, RollResult, ShortExtent } from './roll-job.ts';

export interface RollContext {
  readonly storage: FolderStorage;
  readonly table: TableDefinition;
  readonly lakeId: string;
  /** Throws when the folder is not the writer's any more: nothing is written then, and no absence of a file is believed. */
  readonly assertOwned: () => void;
  readonly limits: RollLimits;
  readonly encoder: RowGroupEncoder;
  readonly kept: KeptRows;
  readonly replayMemory: ReplayMemory;
}

export interface RollLimits {
  /** Log files of so many rows become a row group of their own in landing, see WriterLimits. */
  readonly rowGroupRows: number;
  readonly replay: PieceLimits;
}

type LandingJob = Extract<RollJob, { kind: 'land' }>;
type RollOutcome = Omit<RollResult, 'elapsedMs'>;

function outcomeOf(file: DataFile | null, damage: readonly LogDamage[] = []): RollOutcome {
  return { file, damage, short: [] };
}

export function rollContext(
  place: Pick<RollContext, 'storage' | 'table' | 'lakeId' | 'assertOwned' | 'limits'>,
  decoderFactory: BatchDecoderFactory,
): RollContext {
  const encoder = new RowGroupEncoder(place.table);
  return { ...place, encoder, kept: new KeptRows(), replayMemory: new ReplayMemory(decoderFactory) };
}

/** Throws `disk_full`, `storage_unavailable` …: then the same job may be asked for again, and leaves the same file. */
export async function runRollJob(context: RollContext, job: RollJob): Promise<RollResult> {
  const startedMs = performance.now();
  const outcome = await runJob(context, job);
  return { ...outcome, elapsedMs: performance.now() - startedMs };
}

async function runJob(context: RollContext, job: RollJob): Promise<RollOutcome> {
  switch (job.kind) {
    case 'tail':
      return outcomeOf(await writeTail(context, job.sequence, encodeTail(context, job.sequence, job.batch)));
    case 'replay-tail':
      return replayTail(context, job.log);
    case 'land':
      return land(context, job);
  }
}

/**
 * Rows that are enough for a row group are encoded as landing has them, and kept for it. Few rows will be encoded with others:
 * their tail lives for minutes, and compression would cost half of its writing.
 */
function encodeTail(context: RollContext, sequence: number, batch: ColumnBatch): EncodedRows {
  const { encoder, table, kept, limits } = context;
  if (batch.rows < limits.rowGroupRows) return encodeRows(encoder, table, batch, UNCOMPRESSED);
  const rows = encodeRows(encoder, table, batch, defaultParquetCodec());
  kept.add(sequence, rows);
  return rows;
}

async function replayTail(context: RollContext, log: LogExtent): Promise<RollOutcome> {
  const kept = context.kept.get(log.sequence);
  if (kept !== undefined) return outcomeOf(await writeTail(context, log.sequence, kept));
  const { rows, damage } = await replayed(context, [log], (batch) => encodeTail(context, log.sequence, batch));
  return outcomeOf(await writeTail(context, log.sequence, rows), damage);
}

/** What log files hold, encoded. The memory is used again only if all went well. */
async function replayed(
  context: RollContext,
  logs: readonly LogExtent[],
  encode: (batch: ColumnBatch) => EncodedRows,
): Promise<{ rows: EncodedRows; damage: readonly LogDamage[]; short: readonly ShortExtent[] }> {
  const { memory, ...found }: LogReplay = await replayLogs(context, logs);
  const rows = encode(memory.decoder.batch());
  context.replayMemory.give(memory);
  return { rows, ...found };
}

/** Not synced: the log outlives it. */
async function writeTail(context: RollContext, sequence: number, rows: EncodedRows): Promise<DataFile | null> {
  if (rows.rowGroup.rows === 0) return null;
  const path = tailPath(context.table.name, sequence);
  const { pieces, document } = describe(context, [rows], path, 'tail');
  await write(context, path, oneByOne(pieces));
  await write(context, tailDocumentPath(path), encodeFieldDocument(document));
  return document.file;
}

async function write(context: RollContext, path: string, body: PutBody): Promise<void> {
  const absolute = context.storage.locate(path);
  try {
    context.assertOwned();
    await makeFolderBelow(context.storage.folder, dirname(absolute), false);
    await writeFileAtomically(absolute, body, { durable: false });
  } catch (error) {
    throw errnoOf(error) === 'ENOENT' ? folderGone(context.storage.folder, error) : fileError(error, path);
  }
}

async function land(context: RollContext, job: LandingJob): Promise<RollOutcome> {
  const logs = job.logs.filter(({ sequence }) => !job.replaced.includes(sequence));
  const { rows, damage, short } = await landingRows(context, logs);
  if (short.length > 0) return { file: null, damage, short };
  const file = await writeLanding(context, job, rows);
  for (const { sequence } of job.logs) context.kept.delete(sequence);
  return outcomeOf(file, damage);
}

async function landingRows(context: RollContext, logs: readonly LogExtent[]) {
  const { encoder, table, kept, limits } = context;
  const rows: EncodedRows[] = [];
  const damage: LogDamage[] = [];
  const short: ShortExtent[] = [];
  let isReplayed = false;
  for (const piece of landingPieces(logs, (sequence) => kept.get(sequence) !== undefined, limits.replay)) {
    if (piece.kind === 'kept') {
      rows.push(kept.get(piece.log.sequence)!);
      continue;
    }
    const encode = (batch: ColumnBatch) => encodeRows(encoder, table, batch, defaultParquetCodec());
    isReplayed = true;
    const replay = await replayed(context, piece.logs, encode);
    if (replay.rows.rowGroup.rows > 0) rows.push(replay.rows);
    damage.push(...replay.damage);
    short.push(...replay.short);
  }
  if (!isReplayed) context.replayMemory.release();
  return { rows, damage, short };
}

async function writeLanding(
  context: RollContext,
  { logs, latestArrivalMs }: LandingJob,
  rows: readonly EncodedRows[],
): Promise<DataFile | null> {
  if (rows.length === 0) return null;
  const { minStartTimeUnixNano } = mergedTimeRange(rows.map(({ startTimes }) => startTimes));
  const path = landingPath(context.table.name, {
    lakeId: context.lakeId,
    firstSequence: logs[0]!.sequence,
    lastSequence: logs.at(-1)!.sequence,
    arrivalMs: landingArrivalMs(logs[0]!.createdAtMs, latestArrivalMs, minStartTimeUnixNano),
  });
  const { pieces, document } = describe(context, rows, path, 'landing');
  context.assertOwned();
  await context.storage.put(path, oneByOne(pieces));
  // The rows are safe; a document that is missing is made again by whoever first looks for it.
  await putFieldDocument(context.storage, document).catch(() => undefined);
  return document.file;
}

function describe({ table }: RollContext, rows: readonly EncodedRows[], path: string, tier: DataFile['tier']) {
  const rowGroups = rows.map(({ rowGroup }) => rowGroup);
  const pieces = parquetPieces(table, rowGroups);
  const file: DataFile = {
    path,
    tier,
    layout: 0,
    sizeBytes: pieces.reduce((sum, { length }) => sum + length, 0),
    rows: rowGroups.reduce((sum, group) => sum + group.rows, 0),
    columns: tableFingerprint(table),
    crc32: pieces.reduce((sum, piece) => crc32(piece, sum), 0),
    ...mergedTimeRange(rows.map(({ startTimes }) => startTimes)),
  };
  const fields = mergedSummaries(rows.map((part) => part.fields));
  const document: FieldDocument = { version: 1, file, ...fields };
  return { pieces, document };
}

async function* oneByOne(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
