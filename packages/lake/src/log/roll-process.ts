// Runs each roll job in a process of its own, which ends alone where the job ends it. The entry is that of the worker thread.
import { type ChildProcess, fork } from 'node:child_process';
import { TracelakeError } from '@tracelake/schema';
import { memoryVictim } from '../memory-victim.ts';
import type { RollChildMessage, RollChildRequest } from './roll-child.ts';
import type { RollJob, RollResult, RollRunner } from './roll-job.ts';
import type { RollWorkerData } from './roll-reply.ts';
import { resultOf } from './roll-worker-host.ts';

/** The system's way, and V8's, where memory is short. */
const OF_MEMORY: ReadonlySet<string> = new Set(['SIGKILL', 'SIGABRT']);

export class RollProcess implements RollRunner {
  private readonly entry: URL | string;
  private readonly data: RollWorkerData;
  private child: ChildProcess | null = null;

  /** `entry`: a file that calls `runRollWorker`. */
  constructor(entry: URL | string, data: RollWorkerData) {
    this.entry = entry;
    this.data = data;
  }

  async run(job: RollJob): Promise<RollResult> {
    const child = started(this.entry);
    this.child = child;
    try {
      return await this.answerOf(child, job);
    } finally {
      await ended(child);
      this.child = null;
    }
  }

  private answerOf(child: ChildProcess, job: RollJob): Promise<RollResult> {
    return new Promise((resolve, reject) => {
      let isReady = false;
      child.on('message', (message: RollChildMessage) => {
        if (message === 'ready') {
          isReady = true;
          const request: RollChildRequest = { data: this.data, job };
          child.send(request, () => undefined);
          return;
        }
        try {
          resolve(resultOf(message));
        } catch (error) {
          reject(error);
        }
      });
      child.on('error', (error) => reject(notStarted(error.message)));
      child.once('exit', (code, signal) => {
        const how = signal ?? `exit code ${code}`;
        reject(isReady ? endedBy(how) : notStarted(how));
      });
    });
  }

  async close(): Promise<void> {
    if (this.child !== null) await ended(this.child);
  }
}

/** Without the flags and variables of this process: a debugger's would have it wait for one, or want a port that is taken. */
function started(entry: URL | string): ChildProcess {
  try {
    const stdio = ['ignore', 'ignore', 'ignore', 'ipc'] as const;
    const child = fork(entry, [], { env: {}, execArgv: [], serialization: 'advanced', stdio: [...stdio] });
    memoryVictim(child.pid);
    return child;
  } catch (error) {
    throw notStarted((error as Error).message);
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

/** That says nothing of a log. */
function notStarted(how: string): TracelakeError {
  return new TracelakeError('storage_unavailable', `The roll's process could not be started: ${how}.`, {
    hint: 'Let the user, the service or the container have more processes or memory (ulimit -u, TasksMax, pids.max): it is tried again each second, and nothing needs a restart.',
    retryAfterSeconds: 5,
  });
}

function endedBy(how: string): TracelakeError {
  const why = OF_MEMORY.has(how) ? ', as where memory is short' : '';
  return new TracelakeError('internal', `The roll's process ended: ${how}${why}.`);
}
