// The API over the deployed lake's bucket. Everything heavy (routes, parser, S3's reader, DuckDB) is loaded with this file.
import { randomUUID } from 'node:crypto';
import { createApp } from '../app.ts';
import { type BucketAccessOptions, openBucketAccess } from '../bucket-access.ts';
import { SYSTEM_CLOCK } from '../clock.ts';
import { askPortless } from '../http/portless-request.ts';
import { PageFiles } from '../page/page-files.ts';
import { DEFAULT_QUERY_STORE_LIMITS, QueryStore } from '../queries/query-store.ts';
import { RunningQueries } from '../queries/running-queries.ts';
import type { ServerLog } from '../server-log.ts';
import { VERSION } from '../version.ts';
import type { ServiceRequest } from './function-url-event.ts';
import type { ServiceAnswer } from './service-answer.ts';

export interface QueryServiceOptions extends BucketAccessOptions {
  /** Of this sandbox. */
  readonly instance: string;
  readonly log: ServerLog;
}

export interface QueryService {
  /** `caller` is the token's name: queries of one take turns with those of others, and audit lines name it. */
  send(request: ServiceRequest, caller: string, signal: AbortSignal): Promise<ServiceAnswer>;
  close(): Promise<void>;
}

/** Connection headers are the platform's. */
const LEFT_OUT = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'trailer', 'date']);

/** Lambda freezes the sandbox after the answer: what is to run on is Athena's. */
const NO_BACKGROUND = { ...DEFAULT_QUERY_STORE_LIMITS, maxRunning: 0 };

export async function openQueryService(options: QueryServiceOptions): Promise<QueryService> {
  const access = await openBucketAccess({
    ...options,
    isLazy: true,
    audit: (record) => options.log('info', 'query', { ...record }),
  });
  const queries = new QueryStore({ nowMs: Date.now, newId: randomUUID, limits: NO_BACKGROUND });
  const app = await createApp({
    reads: access.reads,
    state: access.state,
    queries,
    running: new RunningQueries(access.cancelRequests),
    // The token was checked before this was loaded; pages of other origins are refused.
    rules: { loopbackOnly: false, token: null, allowedOrigins: [] },
    clock: SYSTEM_CLOCK,
    log: options.log,
    // Answered before (service-page.ts).
    page: await PageFiles.open(null),
    health: () => ({ status: 'ok', version: VERSION, instance: options.instance, trouble: null }),
    ingestStats: () => null,
    quarantined: async () => [],
    lostLandingNote: async () => null,
    otlpUrl: () => null,
  });
  return {
    async send({ method, url, headers, body }, caller, signal) {
      const payload = body === null ? {} : { payload: Buffer.from(body) };
      const request = { method: method as 'GET', url, headers, remoteAddress: caller, ...payload };
      const answer = await askPortless(app, request, signal);
      return { ...answer, headers: plainHeaders(answer.headers) };
    },
    async close() {
      await app.close();
      await queries.close();
      await access.close();
    },
  };
}

function plainHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !LEFT_OUT.has(name)) plain[name] = [value].flat().join(', ');
  }
  return plain;
}
