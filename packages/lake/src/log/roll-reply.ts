// What goes to whoever does the roll's jobs elsewhere, a thread or a process, and what comes back.
import type { BatchDecoderFactory, TableDefinition } from '@tracelake/schema';
import { fileError } from '../storage/file-error.ts';
import { FolderStorage } from '../storage/folder-storage.ts';
import { assertLockHeld, type HeldLock } from './folder-lock.ts';
import type { RollJob, RollResult } from './roll-job.ts';
import { type RollContext, type RollLimits, rollContext, runRollJob } from './roll-task.ts';

export interface RollWorkerData {
  readonly folder: string;
  readonly table: TableDefinition;
  readonly lakeId: string;
  /** The writer's: see FolderLock. `null`: the folder is nobody else's. */
  readonly lock: HeldLock | null;
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

export function workerContext({ folder, lock, ...place }: RollWorkerData, factory: BatchDecoderFactory): RollContext {
  const assertOwned = () => lock === null || assertLockHeld(folder, lock);
  return rollContext({ ...place, assertOwned, storage: new FolderStorage(folder) }, factory);
}

export async function replyTo(context: RollContext, { id, job }: RollRequest): Promise<RollReply> {
  try {
    return { id, result: await runRollJob(context, job) };
  } catch (error) {
    const { code, message, details } = fileError(error, context.storage.folder);
    return { id, error: { code, message, details: { ...details } } };
  }
}
