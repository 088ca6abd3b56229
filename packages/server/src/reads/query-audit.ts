// One record for each query: who asked what, how much was read for it, what it cost. Written when the query has ended, however it did.
import type { ResultValue } from '@tracelake/engine';
import { isTracelakeError } from '@tracelake/schema';
import type { QueryResult, ResultStats } from '../results/query-result.ts';

export interface AuditedQuery {
  /** The token's name. */
  readonly caller: string | null;
  readonly id?: string;
  readonly sql: string;
  readonly startTimeUnixNano: bigint;
  readonly endTimeUnixNano: bigint;
}

export interface QueryRecord {
  readonly caller: string | null;
  readonly sql: string;
  readonly start: string;
  readonly end: string;
  /** `started`: left to run on Athena, which bills it. */
  readonly outcome: 'started' | 'done' | 'left' | 'failed';
  /** Of an error. */
  readonly code?: string;
  /** What DELETE /api/v1/queries/:id takes. */
  readonly id?: string;
  readonly engine?: ResultStats['engine'];
  readonly rows?: number;
  readonly bytesScanned?: number;
  readonly costUsd?: number;
  readonly elapsedMs?: number;
}

export type QueryAudit = (record: QueryRecord) => void;

/** A line of a log: what is longer is cut. */
const SHOWN_SQL = 4096;

export async function auditedResult(
  run: () => Promise<QueryResult>,
  query: AuditedQuery,
  audit: QueryAudit,
): Promise<QueryResult> {
  const tell = teller(query, audit);
  const failed = (error: unknown) => {
    const code = codeOf(error);
    // Whoever leaves before the first row ends his query, too.
    tell(code === 'query_canceled' ? 'left' : 'failed', { code });
  };
  try {
    const result = await run();
    return { ...result, batches: told(result, tell, failed) };
  } catch (error) {
    failed(error);
    throw error;
  }
}

/** Of a query that is left to run: what it reads is not known yet. */
export async function auditedStart(
  start: () => Promise<string>,
  query: AuditedQuery,
  audit: QueryAudit,
): Promise<string> {
  const tell = teller(query, audit);
  try {
    const id = await start();
    tell('started', { engine: 'athena', id });
    return id;
  } catch (error) {
    tell('failed', { code: codeOf(error) });
    throw error;
  }
}

type Teller = (outcome: QueryRecord['outcome'], rest?: Partial<QueryRecord>) => void;

function codeOf(error: unknown): string {
  return isTracelakeError(error) ? error.code : 'internal';
}

function teller(query: AuditedQuery, audit: QueryAudit): Teller {
  return (outcome, rest = {}) =>
    audit({
      caller: query.caller,
      ...(query.id === undefined ? {} : { id: query.id }),
      sql: query.sql.slice(0, SHOWN_SQL),
      start: String(query.startTimeUnixNano),
      end: String(query.endTimeUnixNano),
      outcome,
      ...rest,
    });
}

async function* told(
  { batches, stats }: QueryResult,
  tell: Teller,
  failed: (error: unknown) => void,
): AsyncGenerator<ResultValue[][]> {
  let outcome: 'left' | 'done' | 'failed' = 'left';
  try {
    yield* batches;
    outcome = 'done';
  } catch (error) {
    outcome = 'failed';
    failed(error);
    throw error;
  } finally {
    if (outcome === 'left') tell('left');
    if (outcome === 'done') {
      const { engine, rows, bytesScanned, costUsd, elapsedMs } = stats();
      tell('done', { engine, rows, bytesScanned, costUsd, elapsedMs });
    }
  }
}
