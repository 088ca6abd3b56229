// A server over a bucket: the API and the page of a lake that Firehose fills. It takes no spans.
import { randomUUID } from 'node:crypto';
import { createApp } from './app.ts';
import { type BucketAccessOptions, openBucketAccess } from './bucket-access.ts';
import { SYSTEM_CLOCK } from './clock.ts';
import { isLoopbackAddress } from './http/access-rules.ts';
import { closeInTime } from './http/close-in-time.ts';
import { limitConnections } from './http/connection-limit.ts';
import { connectionPlaces, openFilesLimit } from './http/connection-places.ts';
import { listen } from './http/listen.ts';
import { PageFiles } from './page/page-files.ts';
import { DEFAULT_QUERY_STORE_LIMITS, QueryStore } from './queries/query-store.ts';
import { RunningQueries } from './queries/running-queries.ts';
import { checkAddress } from './server-config.ts';
import type { ServerLog } from './server-log.ts';
import { VERSION } from './version.ts';

export interface BucketServerConfig extends Omit<BucketAccessOptions, 'isSingle'> {
  /** Default 127.0.0.1; any address beyond loopback needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly token?: string | null;
  /** The built page; without it the server has only its API. */
  readonly page?: URL | string;
}

export interface BucketServer {
  readonly apiUrl: string;
  close(): Promise<void>;
}

/** Throws `config_invalid`, `port_in_use`, and what opening the bucket throws; then nothing stays open. */
export async function startBucketServer(config: BucketServerConfig, log: ServerLog = () => {}): Promise<BucketServer> {
  const { host = '127.0.0.1', port, token = null } = config;
  checkAddress({ host, token });
  const access = await openBucketAccess({ ...config, isSingle: false });
  const queries = new QueryStore({ nowMs: Date.now, newId: randomUUID, limits: DEFAULT_QUERY_STORE_LIMITS });
  const instance = randomUUID();
  const app = await createApp({
    reads: access.reads,
    state: access.state,
    queries,
    running: new RunningQueries(access.cancelRequests),
    rules: { loopbackOnly: isLoopbackAddress(host), token, allowedOrigins: [] },
    clock: SYSTEM_CLOCK,
    log,
    page: await PageFiles.open(config.page ?? null),
    health: () => ({ status: 'ok', version: VERSION, instance, trouble: null }),
    ingestStats: () => null,
    quarantined: async () => [],
    lostLandingNote: async () => null,
    otlpUrl: () => null,
  });
  limitConnections(app.server, connectionPlaces(openFilesLimit()).readers);
  const close = async (): Promise<void> => {
    // Before the engines: what they still run in a bucket's service is stopped, and costs nothing any more.
    await closeInTime(app.server, () => app.close());
    await queries.close();
    await access.close();
  };
  try {
    const taken = await listen(app.server, { host, port, flag: '--port' });
    return { apiUrl: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
