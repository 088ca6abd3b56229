// What a deployment may be told, by variables of the shell that runs `sst deploy`; what is wrong is said before anything is made.

export interface Settings {
  /** Firehose writes a file at the latest after this long: the freshness of a query, until files are compacted. */
  readonly bufferSeconds: number;
  /** Days that spans are kept; `null` is for ever. */
  readonly retentionDays: number | null;
  /** Bytes that one Athena query may scan before it is cancelled. */
  readonly scanLimitBytes: number;
  /** Invocations of the query service at once, which is also its rate limit; `null` takes none from the account's quota. */
  readonly queryConcurrency: number | null;
  readonly queryMemoryMb: number;
  readonly architecture: 'arm64' | 'x86_64';
  /** A lake's bucket that is there already; `null` makes one. */
  readonly bucketName: string | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

const BYTES_PER_GB = 1e9;

/** Throws an Error that names the variable, its limits and what was given. */
export function readSettings(environment: Environment): Settings {
  const integer = (name: string, byDefault: number, least: number, most: number): number => {
    const text = environment[name];
    if (text === undefined || text === '') return byDefault;
    const value = Number(text);
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new Error(`${name} is ${JSON.stringify(text)}; it must be a whole number from ${least} to ${most}.`);
  };
  const concurrency = integer('TRACELAKE_QUERY_CONCURRENCY', 10, 0, 1_000);
  const retentionDays = integer('TRACELAKE_RETENTION_DAYS', 0, 0, 36_500);
  return {
    bufferSeconds: integer('TRACELAKE_BUFFER_SECONDS', 300, 60, 900),
    retentionDays: retentionDays === 0 ? null : retentionDays,
    scanLimitBytes: integer('TRACELAKE_SCAN_LIMIT_GB', 100, 1, 100_000) * BYTES_PER_GB,
    queryConcurrency: concurrency === 0 ? null : concurrency,
    queryMemoryMb: integer('TRACELAKE_QUERY_MEMORY_MB', 1_769, 1_024, 10_240),
    architecture: architectureOf(environment['TRACELAKE_ARCHITECTURE']),
    bucketName: bucketNameOf(environment['TRACELAKE_BUCKET']),
  };
}

function architectureOf(text = 'arm64'): Settings['architecture'] {
  if (text === 'arm64' || text === 'x86_64') return text;
  throw new Error(`TRACELAKE_ARCHITECTURE is ${JSON.stringify(text)}; it must be arm64 or x86_64.`);
}

function bucketNameOf(text = ''): string | null {
  if (text === '') return null;
  if (/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text)) return text;
  throw new Error(`TRACELAKE_BUCKET is ${JSON.stringify(text)}; it must be the name of a bucket, without s3://.`);
}
