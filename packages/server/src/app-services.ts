// What the routes need, made by whoever starts the app: a running server, a read-only folder, later a Lambda.
import type { WriterStats } from '@tracelake/lake';
import type { Clock } from './clock.ts';
import type { AccessRules } from './http/access-rules.ts';
import type { OtlpCounts } from './otlp/otlp-counters.ts';
import type { QueryStore } from './queries/query-store.ts';
import type { LakeReads } from './reads/lake-reads.ts';
import type { ServerLog } from './server-log.ts';

export interface Health {
  readonly status: 'ok' | 'stopping';
  readonly version: string;
  /** Random, new with each start: tells whether a folder's `wal/server.json` names this very server. */
  readonly instance: string;
}

export interface IngestStats {
  readonly otlp: OtlpCounts;
  /** What the log and the roll report of themselves. */
  readonly writer: WriterStats;
}

export interface AppServices {
  readonly reads: LakeReads;
  readonly queries: QueryStore;
  readonly rules: AccessRules;
  readonly clock: Clock;
  readonly log: ServerLog;
  health(): Health;
  /** `null` where nothing is written: a folder opened read-only. */
  ingestStats(): IngestStats | null;
  /** What OTEL_EXPORTER_OTLP_ENDPOINT is set to; `null` where nothing is taken. */
  otlpUrl(): string | null;
}
