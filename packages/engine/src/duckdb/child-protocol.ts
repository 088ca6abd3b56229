// What the engine and its DuckDB child say to each other, over Node's IPC channel with structured cloning.
import type { ResultColumn } from '@tracelake/query';
import type { ErrorCode } from '@tracelake/schema';
import type { ResultValue } from '../query-engine.ts';
import type { ProxyAccess } from '../range-proxy/range-grant.ts';

export interface RunMessage {
  readonly kind: 'run';
  readonly id: number;
  readonly sql: string;
  readonly columns: readonly ResultColumn[];
  /** DuckDB type text per column; empty: not checked. */
  readonly engineTypes: readonly string[];
  /** The only files the query can open. */
  readonly files: readonly string[];
  /** Where some of them are objects of a bucket. */
  readonly proxy?: ProxyAccess | undefined;
  readonly rowLimit: number;
}

export type ParentMessage =
  | RunMessage
  /** The consumer has room for one batch more. */
  | { readonly kind: 'pull'; readonly id: number }
  | { readonly kind: 'cancel'; readonly id: number };

export interface ChildStats {
  readonly rows: number;
  readonly bytesScanned: number;
  readonly truncated: boolean;
}

export interface ChildError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export type ChildMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'batch'; readonly id: number; readonly rows: ResultValue[][] }
  | { readonly kind: 'end'; readonly id: number; readonly stats: ChildStats }
  | { readonly kind: 'failed'; readonly id: number; readonly error: ChildError };

/** What the child takes from its start arguments, as JSON. */
export interface ChildSettings {
  readonly threads: number;
  readonly memoryLimitMb: number;
  /** DuckDB's httpfs extension, as a file; without it no query reads by HTTP. */
  readonly httpfsFile?: string | undefined;
}

/** Batches a query may send before the first `pull`: the usual 10,000 rows are whole with them, whether anybody reads or not. */
export const INITIAL_BATCHES = 6;
