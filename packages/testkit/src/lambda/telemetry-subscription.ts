// What an extension asks of the Telemetry API, checked against the documented ranges.
import type { ApiAnswer } from './api-server.ts';

export interface TelemetrySubscription {
  readonly types: readonly string[];
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly port: number;
  readonly path: string;
}

const SCHEMA_VERSIONS = ['2022-07-01', '2022-12-13', '2025-01-29'];
const TYPES = ['platform', 'function', 'extension'];
/** Lambda resolves both to the sandbox itself. */
const HOSTS = ['sandbox.localdomain', 'sandbox'];
const RESERVED_PORT = '9001';

interface BufferingRange {
  readonly min: number;
  readonly max: number;
  readonly byDefault: number;
}

type BufferingField = 'maxItems' | 'maxBytes' | 'timeoutMs';

const RANGES: Record<BufferingField, BufferingRange> = {
  maxItems: { min: 1000, max: 10_000, byDefault: 10_000 },
  maxBytes: { min: 262_144, max: 1_048_576, byDefault: 262_144 },
  timeoutMs: { min: 25, max: 30_000, byDefault: 1000 },
};

interface SubscriptionBody {
  readonly schemaVersion?: unknown;
  readonly types?: unknown;
  readonly buffering?: Record<string, unknown>;
  readonly destination?: { readonly protocol?: unknown; readonly URI?: unknown };
}

/** The subscription, or the text of the 400. */
export function parseSubscription(text: string): TelemetrySubscription | string {
  let body: SubscriptionBody;
  try {
    body = JSON.parse(text) as SubscriptionBody;
  } catch {
    return 'Failed to parse the request body';
  }
  if (!SCHEMA_VERSIONS.includes(String(body.schemaVersion))) return `unknown schemaVersion ${body.schemaVersion}`;
  const types = body.types;
  if (!Array.isArray(types) || types.length === 0 || !types.every((type) => TYPES.includes(type))) {
    return `types must be some of ${TYPES.join(', ')}`;
  }
  const buffering = { maxItems: 0, maxBytes: 0, timeoutMs: 0 };
  for (const name of Object.keys(RANGES) as BufferingField[]) {
    const { min, max, byDefault } = RANGES[name];
    const value = body.buffering?.[name] ?? byDefault;
    if (typeof value !== 'number' || value < min || value > max) return `${name} must be between ${min} and ${max}`;
    buffering[name] = value;
  }
  const uri = URL.canParse(String(body.destination?.URI)) ? new URL(String(body.destination?.URI)) : null;
  if (body.destination?.protocol !== 'HTTP' || uri === null || !HOSTS.includes(uri.hostname)) {
    return 'destination must be HTTP to sandbox.localdomain';
  }
  if (uri.port === '' || uri.port === RESERVED_PORT) return `port ${uri.port} cannot be a destination`;
  return { types, ...buffering, port: Number(uri.port), path: uri.pathname };
}

export const VALIDATION_ERROR = (errorMessage: string): ApiAnswer => ({
  status: 400,
  body: { errorType: 'ValidationError', errorMessage },
});
