// Runs roll jobs on a worker thread, so that writing Parquet never holds up a request; starts it again when it dies.
import { Worker } from 'node:worker_threads';
import { isErrorCode, TracelakeError } from '@tracelake/schema';
import { BatchSharing } from './batch-sharing.ts';
import type { RollJob, RollResult, RollRunner } from './roll-job.ts';
import type { RollReply, RollRequest, RollWorkerData } from './roll-reply.ts';
import { type RollContext, runRollJob } from './roll-task.ts';

/**
 * The thread makes few objects and many buffers, and V8 frees buffers when it looks through young objects: after 32 MB of them by itself,
 * after 4 MB with this. It is 40 MB less at 20,000 spans a second; a look takes 2 ms.
 */
const YOUNG_GENERATION_MB = 6;

interface WaitingJob {
  readonly resolve: (result: RollResult) => void;
  readonly reject: (error: TracelakeError) => void;
}

export class RollWorkerHost implements RollRunner {
  private readonly entry: URL | string;
  private readonly data: RollWorkerData;
  private readonly waiting = new Map<number, WaitingJob>();
  private readonly sharing = new BatchSharing();
  private worker: Worker | null = null;
  private nextId = 1;

  /** `entry`: a file that calls `runRollWorker`. */
  constructor(entry: URL | string, data: RollWorkerData) {
    this.entry = entry;
    this.data = data;
  }

  run(job: RollJob): Promise<RollResult> {
    const worker = (this.worker ??= this.start());
    const id = this.nextId++;
    const request: RollRequest = { id, job: this.shared(job) };
    return new Promise((resolve, reject) => {
      // First: what cannot be sent is waited for by nobody.
      worker.postMessage(request);
      this.waiting.set(id, { resolve, reject });
      worker.ref();
    });
  }

  /** One at a time: the roller waits for a tail before it writes the next. */
  private shared(job: RollJob): RollJob {
    return job.kind === 'tail' ? { ...job, batch: this.sharing.share(job.batch) } : job;
  }

  async close(): Promise<void> {
    const worker = this.worker;
    if (worker === null) return;
    this.lost(worker, 'it was closed');
    await worker.terminate();
  }

  private start(): Worker {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    const worker = new Worker(this.entry, { workerData: this.data, name: 'tracelake-roll', resourceLimits });
    // An idle lake must not keep its process alive; a job does.
    worker.unref();
    worker.on('message', (reply: RollReply) => this.answer(reply));
    worker.on('error', (error) => this.lost(worker, error.message, loadingHint(error)));
    worker.on('exit', (code) => this.lost(worker, `exit code ${code}`));
    return worker;
  }

  private answer(reply: RollReply): void {
    const job = this.waiting.get(reply.id);
    if (job === undefined) return;
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.worker?.unref();
    try {
      job.resolve(resultOf(reply));
    } catch (error) {
      job.reject(error as TracelakeError);
    }
  }

  private lost(worker: Worker, reason: string, hint?: string): void {
    if (this.worker !== worker) return;
    this.worker = null;
    const jobs = [...this.waiting.values()];
    this.waiting.clear();
    const message = `The roll's worker thread ended: ${reason}.`;
    for (const job of jobs) job.reject(new TracelakeError('internal', message, { hint }));
  }
}

/** A thread reads its program with its first job; an update under a running server has deleted or replaced that by then. */
function loadingHint(error: Error & { code?: string }): string | undefined {
  if (!error.code?.endsWith('MODULE_NOT_FOUND') && error.name !== 'SyntaxError') return undefined;
  return 'Files of Tracelake were deleted or replaced under this server, as by an update: start it again. What was taken is safe in its log.';
}

/** Throws what the job failed with. */
export function resultOf(reply: RollReply): RollResult {
  if ('result' in reply) return reply.result;
  const { code, message, details } = reply.error;
  throw new TracelakeError(isErrorCode(code) ? code : 'internal', message, { details });
}

/** Runs roll jobs on the calling thread: for tools that write no more than they read. */
export class InlineRollRunner implements RollRunner {
  private readonly context: RollContext;

  constructor(context: RollContext) {
    this.context = context;
  }

  run(job: RollJob): Promise<RollResult> {
    return runRollJob(this.context, job);
  }

  async close(): Promise<void> {}
}
