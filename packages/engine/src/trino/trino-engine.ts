// A Trino cluster of the user's own, over its HTTP protocol. Trino queues, schedules and limits; here queries only start and end.
import { TracelakeError } from '@tracelake/schema';
import type { EngineQuery, EngineResult, QueryEngine, RunOptions } from '../query-engine.ts';
import { TrinoClient } from './trino-client.ts';
import type { TrinoConnection } from './trino-connection.ts';
import { TrinoQuery } from './trino-query.ts';

export class TrinoEngine implements QueryEngine {
  readonly name = 'trino';
  private readonly client: TrinoClient;
  private readonly running = new Set<TrinoQuery>();
  private isClosed = false;

  /** Throws `config_invalid`. */
  constructor(connection: TrinoConnection) {
    this.client = new TrinoClient(connection);
  }

  /** `files` and `engineTypes` say nothing to Trino: it reads its own catalogue, and its types are the truth. */
  async run(query: EngineQuery, options: RunOptions): Promise<EngineResult> {
    if (this.isClosed) throw new TracelakeError('engine_failed', 'The engine is closed');
    const running = new TrinoQuery(this.client, query, options, () => this.running.delete(running));
    this.running.add(running);
    return running.result();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (const query of this.running) query.stop(new TracelakeError('query_canceled', 'The engine was closed'));
  }
}
