// One execution as Athena describes it, and a page of its result: plain values, apart from the SDK's shapes.
import type { GetQueryResultsCommandOutput, QueryExecution } from '@aws-sdk/client-athena';

export type ExecutionState = 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

export interface AthenaExecution {
  readonly id: string;
  readonly state: ExecutionState;
  readonly workgroup: string;
  /** The text it was given. */
  readonly sql: string;
  /** Why it is in that state; empty where nothing was said. */
  readonly reason: string;
  /** 1: Athena's doing, 2: the user's, 3: other. */
  readonly errorCategory: number | undefined;
  readonly errorType: number | undefined;
  readonly bytesScanned: number;
  /** An earlier result was given again, which costs nothing. */
  readonly isReused: boolean;
  readonly elapsedMs: number;
  readonly submittedAtMs: number;
  readonly endedAtMs: number | null;
}

export interface AthenaColumn {
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

export interface AthenaPage {
  readonly columns: readonly AthenaColumn[];
  /** The first page's first row names the columns; it is not among them. */
  readonly rows: readonly (readonly (string | null)[])[];
  readonly nextToken: string | undefined;
}

export function readExecution(execution: QueryExecution | undefined): AthenaExecution {
  const { QueryExecutionId, Query, WorkGroup, Status, Statistics } = execution ?? {};
  return {
    id: QueryExecutionId ?? '',
    state: Status?.State ?? 'QUEUED',
    workgroup: WorkGroup ?? '',
    sql: Query ?? '',
    reason: Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? '',
    errorCategory: Status?.AthenaError?.ErrorCategory,
    errorType: Status?.AthenaError?.ErrorType,
    bytesScanned: Statistics?.DataScannedInBytes ?? 0,
    isReused: Statistics?.ResultReuseInformation?.ReusedPreviousResult === true,
    elapsedMs: Statistics?.TotalExecutionTimeInMillis ?? 0,
    submittedAtMs: Status?.SubmissionDateTime?.getTime() ?? 0,
    endedAtMs: Status?.CompletionDateTime?.getTime() ?? null,
  };
}

export function hasEnded({ state }: AthenaExecution): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED' || state === 'CANCELLED';
}

export function readPage({ ResultSet, NextToken }: GetQueryResultsCommandOutput, isFirst: boolean): AthenaPage {
  const columns = (ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Type = '', Precision = 0, Scale = 0 }) => ({
    type: Type.toLowerCase(),
    precision: Precision,
    scale: Scale,
  }));
  const rows = (ResultSet?.Rows ?? []).slice(isFirst ? 1 : 0);
  return {
    columns,
    rows: rows.map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue ?? null)),
    nextToken: NextToken,
  };
}
