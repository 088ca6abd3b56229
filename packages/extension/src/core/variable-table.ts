// Every variable that the extension reads of its own: one line each. The parser and the table in docs/extension.md follow it.

/** Before each of the names. */
export const VARIABLE_PREFIX = 'TRACELAKE_';

export type VariableKind = 'text' | 'integer' | 'boolean' | 'choice' | 'list' | 'pairs' | 'rules';

export interface Variable {
  readonly kind: VariableKind;
  /** As it would be written; empty where there is none. */
  readonly fallback: string;
  readonly meaning: string;
  /** Bounds of an integer, both included. */
  readonly least?: number;
  readonly most?: number;
  readonly choices?: readonly string[];
  /** Whole text of a valid value. */
  readonly form?: RegExp;
}

function text(fallback: string, meaning: string, form?: RegExp): Variable {
  return { kind: 'text', fallback, meaning, form };
}

function integer(fallback: number, least: number, most: number, meaning: string): Variable {
  return { kind: 'integer', fallback: String(fallback), least, most, meaning };
}

function list(meaning: string): Variable {
  return { kind: 'list', fallback: '', meaning };
}

const MINUTE_MS = 60_000;

export const VARIABLES = {
  STREAM_NAME: text(
    '',
    'Firehose stream that rows are sent to. Without it nothing is collected.',
    /^[a-zA-Z0-9_.-]{1,64}$/,
  ),
  ENABLED: {
    kind: 'boolean',
    fallback: 'true',
    meaning: '`false`, `0`, `no` or `off` switches everything off.',
  },
  SCHEMA_VERSION: text(
    '0.1.0',
    'Version of the deployed table, set by the deploy: younger columns are kept in the maps.',
    /^\d+\.\d+\.\d+$/,
  ),
  FLUSH: {
    kind: 'choice',
    fallback: 'auto',
    choices: ['auto', 'end', 'next'],
    meaning:
      '`end`: after each invocation. `next`: beside the next one. `auto`: rare callers at the end, busy ones in batches.',
  },
  FLUSH_INTERVAL_MS: integer(10_000, 100, 15 * MINUTE_MS, 'How old rows become before `auto` sends a batch.'),
  FLUSH_BYTES: integer(262_144, 1_024, 3_000_000, 'How many bytes wait before they are sent in any mode.'),
  CALL_TIMEOUT_MS: integer(1_000, 50, 30_000, 'Longest that one call may hold the environment after the function.'),
  DOCUMENTS_PER_RECORD: integer(500, 1, 100_000, 'Most rows in one Firehose record.'),
  MEMORY_KB: integer(4_096, 256, 262_144, 'Most that waits in memory; beyond it rows lie in the spool only.'),
  SPOOL_KB: integer(32_768, 0, 10_485_760, 'Most that waits in the spool folder; 0 is no spool.'),
  SPOOL_FOLDER: text(
    '/tmp/tracelake',
    'Where the spool lies: a folder of this environment alone, not of a file system that others share.',
    /^\/.+/,
  ),
  OTLP_PORT: integer(4_318, 0, 65_535, 'Port of the OTLP/HTTP receiver on 127.0.0.1.'),
  TELEMETRY_HOST: text(
    '0.0.0.0',
    'Address that the platform sends its telemetry to.',
    /^(localhost|sandbox\.localdomain|[\da-f:.]+)$/i,
  ),
  TELEMETRY_PORT: integer(0, 0, 65_535, 'Port for it; 0 takes a free one.'),
  SAMPLE_RATE: integer(1, 1, 1_000_000, 'Keeps one invocation of so many, with its spans.'),
  SAMPLE_RULES: {
    kind: 'rules',
    fallback: '',
    meaning:
      'Rates by attribute, first match wins: `http.route=/health:100,faas.trigger=timer:10`. `*` at the end fits any rest. Of what is stored: a masked value is `[masked]`, an older name the one that took its place.',
  },
  SLOW_MS: integer(1_000, 0, 900_000, 'Invocations as slow as this are always kept; 0 is never for being slow.'),
  ATTRIBUTES: {
    kind: 'pairs',
    fallback: '',
    meaning:
      'Attributes for every invocation and span that does not say them itself: `team=orders,tier=1`. Masked like others.',
  },
  KEEP_ONLY: list('Keys to store of what spans send, `*` fits any text: all others are dropped. Empty stores all.'),
  DROP: list('Keys that are not stored of what spans send. What the extension itself says of an invocation stays.'),
  MASK: list('More keys whose values are replaced by `[masked]`, beside the secret-like ones.'),
  MASK_NOT: list('Keys that are never masked; `*` switches masking off.'),
  MAX_ATTRIBUTES: integer(
    512,
    16,
    10_000,
    'Most attributes of a span; more are counted in `dropped_attributes_count`.',
  ),
  MAX_VALUE_BYTES: integer(16_384, 64, 900_000, 'Longest text of an attribute; the rest is cut.'),
} as const satisfies Record<string, Variable>;

export type VariableName = keyof typeof VARIABLES;
