// Athena over the lake's bucket. It queues, schedules and bills; here queries only start and end. What was started can be found again by
// its id, from any process.
import { type AthenaSettings, TracelakeError } from '@tracelake/schema';
import type { EngineQuery, EngineResult, QueryEngine, RunOptions } from '../query-engine.ts';
import { AthenaApi, type AthenaClientSettings } from './athena-api.ts';
import { AthenaQuery } from './athena-query.ts';
import { athenaQuestion } from './athena-question.ts';
import { StartedQuery } from './started-query.ts';

export class AthenaEngine implements QueryEngine {
  readonly name = 'athena';
  readonly #connection: AthenaSettings;
  readonly #api: AthenaApi;
  readonly #running = new Set<AthenaQuery>();
  #isClosed = false;

  /** Nothing is asked yet. */
  constructor(connection: AthenaSettings, client?: AthenaClientSettings) {
    this.#connection = connection;
    this.#api = new AthenaApi(connection, client);
  }

  /** `files` and `engineTypes` say nothing to Athena: it reads the catalogue of Glue. */
  async run(query: EngineQuery, options: RunOptions): Promise<EngineResult> {
    this.#checkOpen();
    const question = athenaQuestion(query, options, this.#connection);
    const running = new AthenaQuery(this.#api, question, options, () => this.#running.delete(running));
    this.#running.add(running);
    return running.result();
  }

  /** Starts it and waits for nothing. @param note comes back with the answer @returns the execution's id */
  async start(query: EngineQuery, options: RunOptions, note: string): Promise<string> {
    this.#checkOpen();
    const question = athenaQuestion(query, options, this.#connection, note);
    return this.#api.start(question, options.signal ?? AbortSignal.timeout(options.timeoutMs));
  }

  /** One that `start` has started, here or in another process. Throws `query_not_found`. */
  find(id: string, signal: AbortSignal): Promise<StartedQuery> {
    return StartedQuery.find(this.#api, { id, workgroup: this.#connection.workgroup, signal });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    const closed = new TracelakeError('query_canceled', 'The engine was closed');
    await Promise.all([...this.#running].map((query) => query.stop(closed)));
    await this.#api.close();
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new TracelakeError('engine_failed', 'The engine is closed');
  }
}
