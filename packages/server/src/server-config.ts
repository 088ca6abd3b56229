// What a local server is started with: plain data, checked here and nowhere else.
import type { TrinoConnection } from '@tracelake/engine';
import { TracelakeError } from '@tracelake/schema';
import { isLoopbackAddress } from './http/access-rules.ts';
import type { OtlpReceiverLimits } from './otlp/otlp-receiver.ts';

export interface LocalServerConfig {
  readonly dataFolder: string;
  /** Default 127.0.0.1; any address beyond loopback needs a token. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly otlpPort: number;
  readonly token?: string | null;
  /** Browser pages that may send spans or ask, by origin. */
  readonly allowedOrigins?: readonly string[];
  readonly retentionDays?: number | null;
  /** A Trino over the lake's landing files, for queries with `engine: "trino"`. */
  readonly trino?: TrinoConnection | null;
  readonly otlpLimits?: Partial<OtlpReceiverLimits>;
  /** The built `duckdb-child.js` and `roll-worker.js`. */
  readonly duckdbChild: URL | string;
  readonly rollWorker: URL | string;
  /** The built page; without it the server has only its API. */
  readonly page?: URL | string;
}

/** Throws `config_invalid`. */
export function checkAddress({ host = '127.0.0.1', token = null }: Pick<LocalServerConfig, 'host' | 'token'>): void {
  if (isLoopbackAddress(host) || token !== null) return;
  throw new TracelakeError('config_invalid', `--host ${host} opens the lake to the network, and there is no token.`, {
    details: { host },
    hint: 'Set TRACELAKE_TOKEN to a secret of your own; clients then send it as "Authorization: Bearer <token>".',
  });
}
