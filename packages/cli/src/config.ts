// Settings from flags and TRACELAKE_ variables, checked all at once. Pure: the environment is a parameter.
import {
  type AthenaSettings,
  isS3Address,
  isTracelakeError,
  nearestNames,
  parseAthenaSettings,
  parseS3Address,
  TracelakeError,
} from '@tracelake/schema';
import { FLAGS, type Flag, type FlagName, type FlagValues, SECRET_VARIABLES } from './flag-table.ts';

export interface Config {
  readonly dataFolder: string;
  /** Whether somebody named the folder, or it is the default. */
  readonly dataFolderGiven: boolean;
  readonly port: number;
  readonly otlpPort: number;
  readonly host: string;
  /** Server to ask instead of the folder. */
  readonly url: string | null;
  readonly token: string | null;
  readonly retentionDays: number | null;
  /** A Trino that reads the lake's landing files. */
  readonly trino: TrinoSettings | null;
  /** Athena over the bucket; `null` where the lake is a folder. */
  readonly athena: AthenaSettings | null;
  /** Set where the lake is a bucket: `dataFolder` is then its address. */
  readonly bucket: BucketSettings | null;
}

export interface BucketSettings {
  /** `s3://bucket/prefix` */
  readonly address: string;
  readonly write: boolean;
  /** DuckDB's extension, or its folder; `null`: where DuckDB keeps it. */
  readonly httpfs: string | null;
}

export interface TrinoSettings {
  readonly url: string;
  /** `null`: whoever the token says. */
  readonly user: string | null;
  readonly catalog: string;
  readonly schema: string;
  readonly password: string | null;
  readonly token: string | null;
  readonly caFile: string | null;
}

export interface ParsedConfig {
  readonly config: Config;
  /** Settings that look like a slip of the pen. */
  readonly warnings: readonly string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULTS = {
  dataFolder: '.tracelake',
  port: 4320,
  otlpPort: 4318,
  host: '127.0.0.1',
  trinoUser: 'tracelake',
  trinoCatalog: 'hive',
  trinoSchema: 'tracelake',
} as const;

const PREFIX = 'TRACELAKE_';

/** Read by other programs of ours, so not unknown here. */
const OTHER_VARIABLES = [
  'TRACELAKE_STREAM_NAME',
  'TRACELAKE_SCHEMA_VERSION',
  // Of `sst deploy`: docs/deploy.md.
  'TRACELAKE_BUFFER_SECONDS',
  'TRACELAKE_RETENTION_DAYS',
  'TRACELAKE_SCAN_LIMIT_GB',
  'TRACELAKE_QUERY_CONCURRENCY',
  'TRACELAKE_QUERY_MEMORY_MB',
  'TRACELAKE_ARCHITECTURE',
  'TRACELAKE_REMOVE_DATA',
  'TRACELAKE_BUCKET',
  'TRACELAKE_PROTECT',
  'TRACELAKE_HTTPFS_ARM64',
  'TRACELAKE_HTTPFS_X86_64',
];

/** Throws `config_invalid` that lists every problem. */
export function parseConfig(env: Environment, flags: FlagValues): ParsedConfig {
  const problems: string[] = [];
  const settings = new Settings(env, flags, problems);
  const data = settings.text('data');
  const config: Config = {
    dataFolder: data ?? DEFAULTS.dataFolder,
    dataFolderGiven: data !== null,
    port: settings.port('port', DEFAULTS.port),
    otlpPort: settings.port('otlp-port', DEFAULTS.otlpPort),
    host: settings.text('host') ?? DEFAULTS.host,
    url: settings.url('url'),
    token: settings.token('token'),
    retentionDays: settings.days('retention-days'),
    trino: trinoSettings(settings),
    athena: athenaSettings(settings, data, flags),
    bucket: bucketSettings(settings, data, flags.write === true),
  };
  if (config.port !== 0 && config.port === config.otlpPort) {
    problems.push(`--port and --otlp-port are both ${config.port}; they must differ`);
  }
  if (problems.length > 0) {
    throw new TracelakeError('config_invalid', `${problems.join('; ')}.`, { details: { problems } });
  }
  return { config, warnings: unknownVariables(env) };
}

function bucketSettings(settings: Settings, data: string | null, write: boolean): BucketSettings | null {
  if (data === null || !isS3Address(data)) {
    if (write) settings.refuse('--write is for a bucket: --data s3://BUCKET/PREFIX; a folder is always written');
    return null;
  }
  settings.parsed(() => parseS3Address(data));
  if (settings.text('retention-days') !== null) {
    settings.refuse('--retention-days is for a folder; a bucket forgets by a lifecycle rule of its own');
  }
  return { address: data, write, httpfs: settings.text('httpfs') };
}

/** `null` without an address: the other settings then say nothing. */
function trinoSettings(settings: Settings): TrinoSettings | null {
  const url = settings.url('trino-url');
  if (url === null) return null;
  const token = settings.secret('TRACELAKE_TRINO_TOKEN');
  const password = settings.secret('TRACELAKE_TRINO_PASSWORD');
  if (token !== null && password !== null) {
    settings.refuse('TRACELAKE_TRINO_TOKEN and TRACELAKE_TRINO_PASSWORD are both set; one must go');
  }
  return {
    url,
    user: settings.text('trino-user') ?? (token === null ? DEFAULTS.trinoUser : null),
    password,
    token,
    caFile: settings.text('trino-ca'),
    catalog: settings.text('trino-catalog') ?? DEFAULTS.trinoCatalog,
    schema: settings.text('trino-schema') ?? DEFAULTS.trinoSchema,
  };
}

/** A variable may be set for other lakes; a flag means this one. */
function athenaSettings(settings: Settings, data: string | null, flags: FlagValues): AthenaSettings | null {
  const isBucket = data !== null && isS3Address(data);
  if (flags['athena'] !== undefined && !isBucket && settings.text('url') === null) {
    settings.refuse('--athena is for a bucket: --data s3://BUCKET/PREFIX; Athena reads no folder');
  }
  const texts = {
    workgroup: settings.text('athena'),
    database: settings.text('database'),
    maxUsd: settings.text('max-usd'),
  };
  return isBucket ? settings.parsed(() => parseAthenaSettings(texts)) : null;
}

class Settings {
  readonly #env: Environment;
  readonly #flags: FlagValues;
  readonly #problems: string[];

  constructor(env: Environment, flags: FlagValues, problems: string[]) {
    this.#env = env;
    this.#flags = flags;
    this.#problems = problems;
  }

  /** An empty variable is as good as none; an empty flag is a slip. */
  text(name: FlagName): string | null {
    const given = this.#flags[name];
    if (given === '') this.#problems.push(`--${name} is empty`);
    if (typeof given === 'string') return given;
    const variable = variableOf(name);
    return (variable === undefined ? undefined : this.#env[variable]) || null;
  }

  /** `null` where it throws a coded error, which becomes a problem. */
  parsed<Value>(parse: () => Value): Value | null {
    try {
      return parse();
    } catch (error) {
      if (!isTracelakeError(error)) throw error;
      this.refuse(`${error.message} ${error.hint}`.replace(/\.$/, ''));
      return null;
    }
  }

  refuse(problem: string): void {
    this.#problems.push(problem);
  }

  /** Not shown in any message. */
  secret(variable: keyof typeof SECRET_VARIABLES): string | null {
    const text = this.#env[variable] || null;
    if (text !== null && /[\r\n\0]/.test(text)) this.refuse(`${variable} must be one line`);
    return text;
  }

  port(name: FlagName, standard: number): number {
    const text = this.text(name);
    if (text === null) return standard;
    const port = Number(text);
    if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
    this.#problems.push(`${this.#source(name)} must be a port from 0 to 65535; it is ${JSON.stringify(text)}`);
    return standard;
  }

  url(name: FlagName): string | null {
    const text = this.text(name);
    if (text === null) return null;
    const url = URL.canParse(text) ? new URL(text) : null;
    if (url !== null && (url.username !== '' || url.password !== '')) {
      this.#problems.push(`${this.#source(name)} must not carry a user or password`);
      return null;
    }
    if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text.replace(/\/+$/, '');
    this.#problems.push(
      `${this.#source(name)} must be an address such as http://127.0.0.1:4320; it is ${JSON.stringify(text)}`,
    );
    return null;
  }

  /** Without what a header cannot carry: a client's "Bearer" could never match it. */
  token(name: FlagName): string | null {
    const text = this.text(name);
    if (text !== null && !/^[\x21-\x7e]+$/.test(text)) {
      this.#problems.push(`${this.#source(name)} must be printable ASCII without spaces`);
    }
    return text;
  }

  days(name: FlagName): number | null {
    const text = this.text(name);
    if (text === null) return null;
    const days = Number(text);
    if (/^\d{1,5}(\.\d+)?$/.test(text) && days > 0) return days;
    this.#problems.push(`${this.#source(name)} must be a number of days above 0; it is ${JSON.stringify(text)}`);
    return null;
  }

  #source(name: FlagName): string {
    return this.#flags[name] === undefined ? (variableOf(name) ?? `--${name}`) : `--${name}`;
  }
}

function variableOf(name: FlagName): string | undefined {
  const flag: Flag = FLAGS[name];
  return flag.variable;
}

function unknownVariables(env: Environment): string[] {
  const flagged = (Object.keys(FLAGS) as FlagName[]).map(variableOf).filter((name) => name !== undefined);
  const known = [...flagged, ...Object.keys(SECRET_VARIABLES)];
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !known.includes(name) && !OTHER_VARIABLES.includes(name))
    .map((name) => {
      const [nearest] = nearestNames(name, known, 1);
      const advice = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean ${nearest}?`;
      return `the variable ${name} is not known; ${advice}`;
    });
}
