// The planner under a clock. Its work is counted (ADR 8), and a text that the counts did not foresee ends here, wherever it stands.
import { Script } from 'node:vm';
import {
  forgetParsedShapes,
  type PlanInput,
  type PlanOutcome,
  QueryPlanner,
  type QueryRequest,
} from '@tracelake/query';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { noThreadRoom, reachedThreadLimit, type ThreadLimit } from './thread-room.ts';

/** Fifty times the CPU of the dearest text that the counts let through: a machine busy with much else refuses nothing. */
const TIMEOUT_MS = 30_000;

const SLOT = Symbol.for('tracelake.timed-planner');
/**
 * Node stops a script in the middle of any function, of a regular expression too. It costs a thread: 0.05 ms, and on a crowded machine,
 * where that has to come to its turn, 10 ms.
 */
const CALL = new Script(`globalThis[Symbol.for('tracelake.timed-planner')]()`);

const WITHOUT_PLACES: ReadonlySet<string> = new Set(['query_too_deep', 'too_many_queries']);

export class TimedPlanner {
  private planner = new QueryPlanner();
  private readonly timeoutMs: number;

  private readonly threadLimit: () => ThreadLimit | null;

  constructor(timeoutMs = TIMEOUT_MS, threadLimit: () => ThreadLimit | null = reachedThreadLimit) {
    this.timeoutMs = timeoutMs;
    this.threadLimit = threadLimit;
  }

  /** Throws TracelakeError: what the gate refuses, `query_too_deep` where the time is over, `too_many_queries` where no thread can be made for the clock. */
  plan(request: QueryRequest, input: PlanInput): PlanOutcome {
    const work = (): PlanOutcome => this.planner.plan(request, input);
    // What was read within the time once is only planned, from what is remembered of it.
    const outcome = this.knows(request.sql) ? work() : this.timed(work);
    const { plan } = outcome;
    if (plan === undefined) return outcome;
    // Places of a failure are found by translating once more.
    const placesOf = (...failure: Parameters<typeof plan.duckdb.placesOf>) => {
      try {
        return this.timed(() => plan.duckdb.placesOf(...failure));
      } catch (error) {
        // The failure itself matters more than its place.
        if (isTracelakeError(error) && WITHOUT_PLACES.has(error.code)) return [];
        throw error;
      }
    };
    return { ...outcome, plan: { ...plan, duckdb: { ...plan.duckdb, placesOf } } };
  }

  knows(sql: string): boolean {
    return this.planner.knows(sql);
  }

  renewed(...parts: Parameters<QueryPlanner['renewed']>): ReturnType<QueryPlanner['renewed']> {
    return this.planner.renewed(...parts);
  }

  learn(...parts: Parameters<QueryPlanner['learn']>): void {
    this.planner.learn(...parts);
  }

  private timed<Result>(work: () => Result): Result {
    const reached = this.threadLimit();
    if (reached !== null) throw noThreadRoom('No thread can be made to read the query', reached);
    const place = globalThis as Record<symbol, unknown>;
    place[SLOT] = work;
    try {
      return CALL.runInThisContext({ timeout: this.timeoutMs }) as Result;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      this.beginAnew();
      throw this.stopped();
    } finally {
      delete place[SLOT];
    }
  }

  /** What was stopped in the middle may have left half of something behind. */
  private beginAnew(): void {
    this.planner = new QueryPlanner();
    forgetParsedShapes();
  }

  private stopped(): TracelakeError {
    const message = `The query could not be read within ${this.timeoutMs / 1000} s`;
    return new TracelakeError('query_too_deep', message, { details: { limitMs: this.timeoutMs } });
  }
}
