// What the routes need, made by whoever starts the app: a running server, a read-only folder, later a Lambda.
import type { QuarantinedFile, WriterStats } from '@tracelake/lake';
import type { Clock } from './clock.ts';
import type { AccessRules } from './http/access-rules.ts';
import type { WaitingWriterStats } from './ingest/awaited-writer.ts';
import type { OtlpCounts } from './otlp/otlp-counters.ts';
import type { PageFiles } from './page/page-files.ts';
import type { QueryStore } from './queries/query-store.ts';
import type { RunningQueries } from './queries/running-queries.ts';
import type { LakeReads } from './reads/lake-reads.ts';
import type { ServerLog } from './server-log.ts';
import type { LakeState } from './state/lake-state.ts';

export interface Health {
  /** `failing`: spans cannot be taken or carried on; queries are still answered. */
  readonly status: 'ok' | 'failing' | 'stopping';
  readonly version: string;
  /** Random, new with each start: tells whether a folder's `wal/server.json` names this very server. */
  readonly instance: string;
  /** The error's general words, since health answers without a token. */
  readonly trouble: { readonly code: string; readonly title: string; readonly hint: string } | null;
}

export interface IngestStats {
  readonly otlp: OtlpCounts;
  /** What the log and the roll report of themselves; less while the disk is too full for them to start. */
  readonly writer: WriterStats | WaitingWriterStats;
}

export interface AppServices {
  readonly reads: LakeReads;
  /** In the background. */
  readonly queries: QueryStore;
  /** Whose answers are waited for. */
  readonly running: RunningQueries;
  readonly state: LakeState;
  readonly rules: AccessRules;
  readonly clock: Clock;
  readonly log: ServerLog;
  /** What a browser is given. */
  readonly page: PageFiles;
  health(): Health;
  /** `null` where nothing is written: a folder opened read-only. */
  ingestStats(): IngestStats | null;
  /** Damaged files that were set aside. */
  quarantined(): Promise<readonly QuarantinedFile[]>;
  /** Landing files that somebody has taken away; `null` when all are there. */
  lostLandingNote(): Promise<string | null>;
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to; `null` where nothing is taken. */
  otlpUrl(): string | null;
}
