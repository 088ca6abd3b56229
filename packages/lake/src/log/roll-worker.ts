// The worker thread's side of the roll. A package that has both a decoder and the lake calls this in the thread's entry file.
import { parentPort, workerData } from 'node:worker_threads';
import type { BatchDecoderFactory, TableDefinition } from '@tracelake/schema';
import { LargeGarbage } from '../large-garbage.ts';
import { fileError } from '../storage/file-error.ts';
import { FolderStorage } from '../storage/folder-storage.ts';
import { assertLockHeld, type HeldLock } from './folder-lock.ts';
import type { RollJob, RollResult } from './roll-job.ts';
import { type RollLimits, rollContext, runRollJob } from './roll-task.ts';

/** Of a segment: a usual one and its columns have two together. */
const UNUSUAL_FACTOR = 3;

export interface RollWorkerData {
  readonly folder: string;
  readonly table: TableDefinition;
  readonly lakeId: string;
  /** The writer's: see FolderLock. */
  readonly lock: HeldLock;
  readonly limits: RollLimits;
}

export interface RollRequest {
  readonly id: number;
  readonly job: RollJob;
}

/** Errors cross the thread as plain data: a class does not survive the way. */
export type RollReply =
  | { readonly id: number; readonly result: RollResult }
  | { readonly id: number; readonly error: { code: string; message: string; details: Record<string, unknown> } };

/** Answers roll jobs, one after the other, until the thread is ended. */
export function runRollWorker(decoderFactory: BatchDecoderFactory): void {
  const port = parentPort;
  if (port === null) throw new Error('The roll worker is the entry of a worker thread.');
  const { folder, lock, ...place }: RollWorkerData = workerData;
  const { limits } = place;
  const assertOwned = () => assertLockHeld(folder, lock);
  const context = rollContext({ ...place, assertOwned, storage: new FolderStorage(folder) }, decoderFactory);
  const garbage = new LargeGarbage();
  port.on('message', async ({ id, job }: RollRequest) => {
    let reply: RollReply;
    try {
      reply = { id, result: await runRollJob(context, job) };
    } catch (error) {
      const { code, message, details } = fileError(error, folder);
      reply = { id, error: { code, message, details: { ...details } } };
    }
    port.postMessage(reply);
    garbage.add(unusualBytes(job, limits.replay.bytes));
  });
}

/** What a job used that none after it uses again; a usual segment and its columns serve the next. */
function unusualBytes(job: RollJob, segmentBytes: number): number {
  const bytes = usedBytes(job);
  return bytes > segmentBytes * UNUSUAL_FACTOR ? bytes : 0;
}

/** Of a batch and its columns; of log files the largest with its copy and its rows. */
function usedBytes(job: RollJob): number {
  if (job.kind === 'tail') return job.batch.segment.length + job.batch.side.buffer.byteLength;
  const logs = job.kind === 'land' ? job.logs : [job.log];
  return 2 * Math.max(...logs.map(({ logBytes }) => logBytes));
}
