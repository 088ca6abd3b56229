// Who does the roll's jobs for a writer: a worker thread that is guarded against logs that end the process, or the writer's own thread.
import { TracelakeError } from '@tracelake/schema';
import type { FolderStorage } from '../storage/folder-storage.ts';
import type { FolderLock } from './folder-lock.ts';
import { GuardedRunner } from './guarded-runner.ts';
import type { LakeWriterOptions } from './lake-writer.ts';
import type { RecoveredLog } from './log-recovery.ts';
import type { ClosedLog } from './log-roller.ts';
import { LogTries } from './log-tries.ts';
import type { RollRunner } from './roll-job.ts';
import { RollProcess } from './roll-process.ts';
import { rollContext } from './roll-task.ts';
import { InlineRollRunner, RollWorkerHost } from './roll-worker-host.ts';
import { TRIES } from './unrollable-logs.ts';
import { rollLimits, type WriterLimits } from './writer-limits.ts';

export interface RunnerPlace {
  readonly storage: FolderStorage;
  readonly lakeId: string;
  readonly lock: FolderLock;
  readonly limits: WriterLimits;
  readonly recovered: Pick<RecoveredLog, 'logs' | 'nextSequence'>;
}

export async function openRunner(
  { table, decoderFactory, worker, stopping }: LakeWriterOptions,
  { storage, lakeId, lock, limits: writerLimits, recovered }: RunnerPlace,
): Promise<RollRunner> {
  const place = { table, lakeId, limits: rollLimits(writerLimits) };
  if (worker === null) {
    return new InlineRollRunner(rollContext({ ...place, storage, assertOwned: () => lock.check() }, decoderFactory));
  }
  const data = { ...place, folder: storage.folder, lock: lock.held };
  const found = recovered.logs.map(({ sequence }) => sequence);
  const tries = await LogTries.open(storage, found, () => lock.check());
  stopping?.addEventListener('abort', () => void tries.countNoMore(), { once: true });
  if (stopping?.aborted) await tries.countNoMore();
  for (const log of recovered.logs) countEnds(log, tries.deathsOf([log.sequence]));
  return new GuardedRunner({
    runner: new RollWorkerHost(worker.entry, data),
    isolated: new RollProcess(worker.entry, data),
    tries,
    firstOwnSequence: recovered.nextSequence,
  });
}

/** An end is a try that failed, wherever it came from: a supervisor may end the server together with the log's own process. The first says nothing. */
function countEnds(log: ClosedLog, ends: number): void {
  log.failedTries = Math.max(0, ends - 1);
  if (log.failedTries < TRIES) return;
  log.givenUpFor = new TracelakeError('internal', `the server has ended with it ${ends} times in a row`);
}
