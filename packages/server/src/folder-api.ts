// The API over a folder that this process only reads: no port, the routes are called directly.
import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { TrinoConnection } from '@tracelake/engine';
import { quarantinedFiles } from '@tracelake/lake';
import { createApp } from './app.ts';
import { type Clock, SYSTEM_CLOCK } from './clock.ts';
import { openLakeAccess } from './lake-access.ts';
import { DEFAULT_QUERY_STORE_LIMITS, QueryStore } from './queries/query-store.ts';
import type { ServerLog } from './server-log.ts';
import { VERSION } from './version.ts';

export interface FolderApiOptions {
  readonly folder: string;
  /** The built `duckdb-child.js`. */
  readonly duckdbChild: URL | string;
  readonly trino?: TrinoConnection | null;
  readonly clock?: Clock;
  readonly log?: ServerLog;
}

export interface FolderApiRequest {
  readonly method: 'GET' | 'POST';
  /** With its query string. */
  readonly path: string;
  readonly body?: unknown;
  readonly accept?: string;
}

export interface FolderApiAnswer {
  readonly status: number;
  readonly body: Readable;
}

export interface FolderApi {
  send(request: FolderApiRequest, signal: AbortSignal): Promise<FolderApiAnswer>;
  close(): Promise<void>;
}

/** Throws `folder_not_found`, `folder_version`. */
export async function openFolderApi(options: FolderApiOptions): Promise<FolderApi> {
  const { folder, duckdbChild, trino, clock = SYSTEM_CLOCK, log = () => {} } = options;
  const access = await openLakeAccess({ folder, duckdbChild, trino, readOnly: true });
  const app = await createApp({
    reads: access.reads,
    queries: new QueryStore({ nowMs: Date.now, newId: randomUUID, limits: DEFAULT_QUERY_STORE_LIMITS }),
    rules: { loopbackOnly: true, token: null, allowedOrigins: [] },
    clock,
    log,
    health: () => ({ status: 'ok', version: VERSION, instance: 'folder', trouble: null }),
    ingestStats: () => null,
    quarantined: () => quarantinedFiles(folder),
    otlpUrl: () => null,
  });
  return {
    async send({ method, path, body, accept }, signal) {
      const response = await app.inject({
        method,
        url: path,
        headers: { host: 'localhost', accept: accept ?? 'application/json' },
        ...(body === undefined ? {} : { payload: body as object }),
        payloadAsStream: true,
        signal,
      });
      return { status: response.statusCode, body: response.stream() };
    },
    async close() {
      await app.close();
      await access.close();
    },
  };
}
