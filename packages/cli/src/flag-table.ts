// Every flag of every command: what it is called, what it takes, what it means. Parsing and --help are made from this table.

export interface Flag {
  readonly type: 'string' | 'boolean';
  /** How --help shows the value. */
  readonly placeholder?: string;
  readonly description: string;
  /** Environment variable that says the same; the flag wins. */
  readonly variable?: string;
}

export const FLAGS = {
  data: {
    type: 'string',
    placeholder: 'DIR',
    description: 'Folder of the lake (default .tracelake), or s3://BUCKET/PREFIX',
    variable: 'TRACELAKE_DATA',
  },
  port: {
    type: 'string',
    placeholder: 'PORT',
    description: 'Port of the API and the page (default 4320; 0 takes a free one)',
    variable: 'TRACELAKE_PORT',
  },
  'otlp-port': {
    type: 'string',
    placeholder: 'PORT',
    description: 'Port of the OTLP receiver (default 4318; 0 takes a free one)',
    variable: 'TRACELAKE_OTLP_PORT',
  },
  host: {
    type: 'string',
    placeholder: 'ADDRESS',
    description: 'Address to bind (default 127.0.0.1); any other needs TRACELAKE_TOKEN',
  },
  'retention-days': {
    type: 'string',
    placeholder: 'DAYS',
    description: 'Delete data that arrived longer ago than this (default: keep all)',
  },
  'trino-url': {
    type: 'string',
    placeholder: 'URL',
    description: 'A Trino that reads the landing files, for queries with --engine trino',
    variable: 'TRACELAKE_TRINO_URL',
  },
  'trino-user': {
    type: 'string',
    placeholder: 'USER',
    description: 'User that Trino is asked as (default tracelake)',
    variable: 'TRACELAKE_TRINO_USER',
  },
  'trino-ca': {
    type: 'string',
    placeholder: 'FILE',
    description: "PEM file of the authority that signed Trino's certificate",
    variable: 'TRACELAKE_TRINO_CA',
  },
  'trino-catalog': {
    type: 'string',
    placeholder: 'NAME',
    description: 'Catalog of the table spans_landing (default hive)',
    variable: 'TRACELAKE_TRINO_CATALOG',
  },
  'trino-schema': {
    type: 'string',
    placeholder: 'NAME',
    description: 'Schema of the table spans_landing (default tracelake)',
    variable: 'TRACELAKE_TRINO_SCHEMA',
  },
  athena: {
    type: 'string',
    placeholder: 'NAME',
    description: 'Athena workgroup: for --engine athena, and for what is large',
    variable: 'TRACELAKE_ATHENA_WORKGROUP',
  },
  database: {
    type: 'string',
    placeholder: 'NAME',
    description: 'Glue database that Athena reads (default tracelake)',
    variable: 'TRACELAKE_GLUE_DATABASE',
  },
  'max-usd': {
    type: 'string',
    placeholder: 'USD',
    description: 'What a query may cost on Athena (default 1)',
    variable: 'TRACELAKE_MAX_USD',
  },
  write: {
    type: 'boolean',
    description: 'Keep in a bucket what is learned of it and what people save; default: only read',
  },
  httpfs: {
    type: 'string',
    placeholder: 'FILE',
    description: "DuckDB's httpfs extension, to read a bucket (default: fetched once)",
    variable: 'TRACELAKE_HTTPFS',
  },
  url: {
    type: 'string',
    placeholder: 'URL',
    description: 'Ask the server there, not the folder',
    variable: 'TRACELAKE_URL',
  },
  token: {
    type: 'string',
    placeholder: 'TOKEN',
    description: 'Token that the server asks for, or that clients must send',
    variable: 'TRACELAKE_TOKEN',
  },
  last: { type: 'string', placeholder: 'LENGTH', description: 'Spans of the last 30m, 24h, 7d … (default 1h)' },
  start: {
    type: 'string',
    placeholder: 'TIME',
    description: 'From this time on: ISO 8601, nanoseconds, or relative (-2h)',
  },
  end: { type: 'string', placeholder: 'TIME', description: 'Up to this time, exclusive (default now)' },
  format: { type: 'string', placeholder: 'FORMAT', description: 'Form of the output' },
  limit: { type: 'string', placeholder: 'N', description: 'Rows after which the result is cut' },
  timeout: { type: 'string', placeholder: 'LENGTH', description: 'Give up after this long (default 60s)' },
  file: { type: 'string', placeholder: 'FILE', description: 'Read the query from a file' },
  engine: { type: 'string', placeholder: 'NAME', description: 'auto, duckdb, athena or trino (default auto)' },
  explain: { type: 'boolean', description: 'Show how the query would run, without running it' },
  duplicates: {
    type: 'string',
    placeholder: 'HOW',
    description: 'exact, or fast: do not look for duplicate spans',
  },
  calculate: {
    type: 'string',
    placeholder: 'LIST',
    description: 'count, rate, error_rate, sum(x), avg(x), min(x), max(x), p50(x) … p999(x), count_distinct(x)',
  },
  where: {
    type: 'string',
    placeholder: 'FILTERS',
    description: `Only these spans: service.name = shop and x exists; 'it''s' and "a""b" are it's and a"b`,
  },
  by: { type: 'string', placeholder: 'FIELDS', description: 'A row for each value of these fields' },
  order: { type: 'string', placeholder: 'LIST', description: 'By calculations or fields, asc or desc behind each' },
  every: { type: 'string', placeholder: 'LENGTH', description: 'Show it over time in steps of 10s, 1m … or auto' },
  'show-sql': { type: 'boolean', description: 'Print the SQL it becomes' },
  'show-link': { type: 'boolean', description: 'Print the question as a link, which the API and this command take' },
  within: { type: 'string', placeholder: 'FILTERS', description: 'Compare inside these spans only' },
  with: {
    type: 'string',
    placeholder: 'FILTERS',
    description: 'Compare with these spans, or with all others (default: the rest of the same operations)',
  },
  fields: { type: 'string', placeholder: 'FIELDS', description: 'Look at these fields only' },
  values: { type: 'boolean', description: 'Show the values of this attribute' },
  aws: { type: 'boolean', description: 'Check a deployed lake, from the functions to the last file' },
  stream: { type: 'string', placeholder: 'NAME', description: 'Firehose stream, as "tracelake deploy" printed it' },
  stage: { type: 'string', placeholder: 'NAME', description: 'Which lake of the account (default production)' },
  region: {
    type: 'string',
    placeholder: 'REGION',
    description: 'AWS region (default: as AWS_REGION or the profile says)',
  },
  'dry-run': { type: 'boolean', description: 'Show what would be done, and do nothing' },
  seed: { type: 'string', placeholder: 'N', description: 'Same seed, same story (default 1)' },
  help: { type: 'boolean', description: 'Show this help' },
  version: { type: 'boolean', description: 'Show the version' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof FLAGS;

/** Values as given on the command line. */
export type FlagValues = {
  readonly [Name in FlagName]?: (typeof FLAGS)[Name]['type'] extends 'boolean' ? boolean : string;
};

/** One letter for the flags that are typed most. */
export const SHORT_FLAGS: Readonly<Record<string, FlagName>> = { h: 'help', f: 'format' };

/** Said by a variable alone: a command line is seen by every user of the machine. */
export const SECRET_VARIABLES = {
  TRACELAKE_TRINO_PASSWORD: "Password of Trino's user; sent over https or to this machine only",
  TRACELAKE_TRINO_TOKEN: 'JSON Web Token for Trino, instead of user and password',
} as const;
