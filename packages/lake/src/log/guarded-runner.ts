// Keeps a log that ends the whole process from ending every start: from the second end on it is carried on in a process of its own. Whoever
// kills a server from outside is not taken for such a log: there, too, all its rows land,
// unless it is one log that has no time for its rows six times in a row.
import type { LogTries } from './log-tries.ts';
import type { RollJob, RollResult, RollRunner } from './roll-job.ts';
import { DISK_ENDS, isOfTheDisk } from './unrollable-logs.ts';

export interface GuardedRunnerOptions {
  readonly runner: RollRunner;
  /** Ends alone. */
  readonly isolated: RollRunner;
  readonly tries: LogTries;
  /** From here on logs are this process's own: they have ended none yet. */
  readonly firstOwnSequence: number;
}

export class GuardedRunner implements RollRunner {
  private readonly options: GuardedRunnerOptions;

  constructor(options: GuardedRunnerOptions) {
    this.options = options;
  }

  run(job: RollJob): Promise<RollResult> {
    const { runner, isolated, tries, firstOwnSequence } = this.options;
    const found = sequencesOf(job).filter((sequence) => sequence < firstOwnSequence);
    if (found.length === 0) return runner.run(job);
    const isIsolated = tries.deathsOf(found) >= DISK_ENDS;
    // What is deadly may be met by its landing alone, behind a tail that went well.
    const isThrough = ({ short }: RollResult) => job.kind === 'land' && short.length === 0;
    return tries.during(found, () => (isIsolated ? isolated : runner).run(job), {
      behind: (result) => (isThrough(result) ? 0 : Number.POSITIVE_INFINITY),
      // A disk that fails may be behind ends, too; what keeps the server from them stays.
      behindFailure: (error) => (isOfTheDisk(error) ? DISK_ENDS : Number.POSITIVE_INFINITY),
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.options.runner.close(), this.options.isolated.close()]);
  }
}

function sequencesOf(job: RollJob): readonly number[] {
  if (job.kind === 'tail') return [job.sequence];
  return (job.kind === 'land' ? job.logs : [job.log]).map(({ sequence }) => sequence);
}
