// The API over a lake that this process only asks: no port, the routes are called directly.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { TrinoConnection } from '@tracelake/engine';
import { LostLanding, quarantinedFiles } from '@tracelake/lake';
import { SPANS_TABLE } from '@tracelake/schema';
import { createApp } from './app.ts';
import type { AppServices } from './app-services.ts';
import { type BucketAccessOptions, openBucketAccess } from './bucket-access.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { askPortless } from './http/portless-request.ts';
import { type LakeAccess, openLakeAccess } from './lake-access.ts';
import { PageFiles } from './page/page-files.ts';
import { DEFAULT_QUERY_STORE_LIMITS, QueryStore } from './queries/query-store.ts';
import { RunningQueries } from './queries/running-queries.ts';
import type { ServerLog } from './server-log.ts';
import { VERSION } from './version.ts';

interface LakeApiOptions {
  readonly clock?: Clock;
  readonly log?: ServerLog;
}

export interface FolderApiOptions extends LakeApiOptions {
  readonly folder: string;
  /** The built `duckdb-child.js`. */
  readonly duckdbChild: URL | string;
  /** The built `roll-worker.js`. */
  readonly rollWorker: URL | string;
  readonly trino?: TrinoConnection | null;
}

export type BucketApiOptions = LakeApiOptions & BucketAccessOptions;

export interface LakeApiRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With its query string. */
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
}

export interface LakeApiAnswer {
  readonly status: number;
  readonly body: Readable;
}

export interface LakeApi {
  send(request: LakeApiRequest, signal: AbortSignal): Promise<LakeApiAnswer>;
  close(): Promise<void>;
}

/** Throws `folder_not_found`, `folder_version`. */
export async function openFolderApi(options: FolderApiOptions): Promise<LakeApi> {
  const { folder, duckdbChild, rollWorker, trino } = options;
  const access = await openLakeAccess({ folder, duckdbChild, rollWorker, trino, readOnly: true });
  const lost = new LostLanding(folder, SPANS_TABLE.name);
  const losses = { quarantined: () => quarantinedFiles(folder), lostLandingNote: () => lost.note() };
  return openApi(access, losses, options);
}

/** Of a bucket neither is known. */
const NO_LOSSES = { quarantined: async () => [], lostLandingNote: async () => null };

/** Throws `bucket_not_found` and what AWS says of credentials, region and permissions. */
export async function openBucketApi(options: BucketApiOptions): Promise<LakeApi> {
  return openApi(await openBucketAccess(options), NO_LOSSES, options);
}

async function openApi(
  access: LakeAccess,
  losses: Pick<AppServices, 'quarantined' | 'lostLandingNote'>,
  { clock = SYSTEM_CLOCK, log = () => {} }: LakeApiOptions,
): Promise<LakeApi> {
  const app = await createApp({
    reads: access.reads,
    state: access.state,
    queries: new QueryStore({ nowMs: Date.now, newId: randomUUID, limits: DEFAULT_QUERY_STORE_LIMITS }),
    running: new RunningQueries(access.cancelRequests),
    rules: { loopbackOnly: true, token: null, allowedOrigins: [] },
    clock,
    log,
    page: await PageFiles.open(null),
    health: () => ({ status: 'ok', version: VERSION, instance: 'in-process', trouble: null }),
    ingestStats: () => null,
    ...losses,
    otlpUrl: () => null,
  });
  return {
    async send({ method, path, body, accept }, signal) {
      const headers = { host: 'localhost', accept: accept ?? 'application/json' };
      const payload = body === undefined ? {} : { payload: body as object };
      return askPortless(app, { method, url: path, headers, ...payload }, signal);
    },
    async close() {
      await app.close();
      await access.close();
    },
  };
}
