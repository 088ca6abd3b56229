// Every command of the CLI. Parsing, --help and the tests read this table.
import type { Command } from './command.ts';

const RANGE_FLAGS = ['last', 'start', 'end'] as const;
const BUCKET_FLAGS = ['write', 'httpfs'] as const;
const PLACE_FLAGS = ['data', 'url', 'token', ...BUCKET_FLAGS] as const;
const ATHENA_FLAGS = ['athena', 'database', 'max-usd'] as const;
const TRINO_FLAGS = ['trino-url', 'trino-user', 'trino-ca', 'trino-catalog', 'trino-schema'] as const;

export const COMMANDS: readonly Command[] = [
  {
    name: 'up',
    summary: 'Start a lake: takes spans by OTLP, answers SQL',
    positionals: [],
    flags: [
      'data',
      'port',
      'otlp-port',
      'host',
      'token',
      'retention-days',
      ...BUCKET_FLAGS,
      ...TRINO_FLAGS,
      ...ATHENA_FLAGS,
    ],
    formats: [],
    examples: [
      { command: 'tracelake up', explanation: 'a lake in .tracelake on the usual ports' },
      {
        command: 'tracelake up --data /var/lib/tracelake --retention-days 30',
        explanation: 'another folder, a month of data',
      },
      { command: 'tracelake up --data s3://my-lake', explanation: 'the API over a bucket that Firehose fills' },
      { command: 'tracelake up --port 0 --otlp-port 0', explanation: 'any free ports; the ready line says which' },
    ],
    endsInOrder: true,
    load: async () => (await import('./commands/up-command.ts')).up,
  },
  {
    name: 'demo',
    summary: 'Start a lake with a small shop that sends to it',
    positionals: [],
    flags: ['data', 'port', 'otlp-port', 'seed'],
    formats: [],
    examples: [{ command: 'tracelake demo', explanation: 'a lake in .tracelake-demo, and something to find in it' }],
    endsInOrder: true,
    load: async () => (await import('./commands/demo-command.ts')).demo,
  },
  {
    name: 'sql',
    summary: 'Ask in Trino SQL over any attribute',
    positionals: ['[QUERY | @NAME | -]'],
    flags: [
      ...RANGE_FLAGS,
      'format',
      'limit',
      'timeout',
      'file',
      'engine',
      'explain',
      'duplicates',
      ...PLACE_FLAGS,
      ...TRINO_FLAGS,
      ...ATHENA_FLAGS,
    ],
    formats: ['table', 'json', 'ndjson', 'csv', 'arrow'],
    examples: [
      {
        command: 'tracelake sql "SELECT name, count(*) AS n FROM spans GROUP BY name ORDER BY n DESC"',
        explanation: 'what happened in the last hour',
      },
      {
        command: `tracelake sql --last 24h 'SELECT "http.route", approx_percentile(duration_ms, 0.95) FROM spans GROUP BY 1'`,
        explanation: 'attributes are columns by their own name',
      },
      {
        command: 'tracelake sql --format csv --file slow.sql > slow.csv',
        explanation: 'a query from a file, the result into one',
      },
      { command: 'echo "SELECT 1" | tracelake sql -', explanation: 'a query from standard input' },
      { command: 'tracelake sql @slow-routes', explanation: 'a question that comes with it; @ alone lists them' },
    ],
    load: async () => (await import('./commands/sql-command.ts')).sql,
  },
  {
    name: 'query',
    summary: 'Calculate over spans by attribute, without SQL',
    positionals: ['[LINK]'],
    flags: [
      'calculate',
      'where',
      'by',
      'order',
      'limit',
      'every',
      'show-sql',
      'show-link',
      ...RANGE_FLAGS,
      'format',
      'timeout',
      'engine',
      'duplicates',
      ...PLACE_FLAGS,
      ...ATHENA_FLAGS,
    ],
    formats: ['table', 'json', 'ndjson', 'csv'],
    examples: [
      {
        command: `tracelake query --calculate 'count, p95(duration_ms)' --where 'service.name = "shop-checkout"' --by service.version`,
        explanation: 'a row a version, of the last hour',
      },
      {
        command: `tracelake query --calculate error_rate --by http.route --every auto --last 24h`,
        explanation: 'with a line over time behind each row',
      },
      {
        command: `tracelake query --where 'any.http.route = /checkout and kind = CLIENT' --by name --show-sql`,
        explanation: 'in traces with such a span; the SQL it becomes',
      },
      {
        command: `tracelake query "1~%7B'c':%5B%7B'p':'COUNT'%7D%5D,'b':%5B'name'%5D%7D" --last 24h`,
        explanation: 'the question of a link; flags change parts of it',
      },
    ],
    load: async () => (await import('./commands/query-command.ts')).query,
  },
  {
    name: 'compare',
    summary: 'Find the attributes that tell some spans from the rest',
    positionals: ['[errors | slowest]'],
    flags: [
      'where',
      'within',
      'with',
      'fields',
      'limit',
      ...RANGE_FLAGS,
      'format',
      'timeout',
      'engine',
      'duplicates',
      ...PLACE_FLAGS,
      ...ATHENA_FLAGS,
    ],
    formats: ['table', 'json'],
    examples: [
      { command: 'tracelake compare errors', explanation: 'failed spans against the rest of the same operations' },
      {
        command: `tracelake compare slowest --within 'service.name = shop-payment'`,
        explanation: 'the slowest tenth of one service',
      },
      {
        command: `tracelake compare --where 'service.version = "2.4.1"' --with 'service.version = "2.4.0"'`,
        explanation: 'two selections of your own',
      },
    ],
    load: async () => (await import('./commands/compare-command.ts')).compare,
  },
  {
    name: 'fields',
    summary: 'List the attributes there are, or the values of one',
    positionals: ['[SEARCH]'],
    flags: ['values', ...RANGE_FLAGS, 'limit', 'format', ...PLACE_FLAGS],
    formats: ['table', 'json'],
    examples: [
      { command: 'tracelake fields user', explanation: 'attributes with "user" in their name' },
      { command: 'tracelake fields http.route --values', explanation: 'values of one, with how often each comes' },
    ],
    load: async () => (await import('./commands/fields-command.ts')).fields,
  },
  {
    name: 'trace',
    summary: 'Show one trace as a waterfall',
    positionals: ['TRACE_ID'],
    flags: [...RANGE_FLAGS, 'format', ...PLACE_FLAGS],
    formats: ['table', 'json'],
    examples: [
      { command: 'tracelake trace 4bf92f3577b34da6a3ce929d0e0e4736', explanation: 'its spans as a tree' },
      {
        command: 'tracelake trace 4bf92f3577b34da6a3ce929d0e0e4736 --format json',
        explanation: 'with every attribute, event and link',
      },
    ],
    load: async () => (await import('./commands/trace-command.ts')).trace,
  },
  {
    name: 'deploy',
    summary: 'Make a lake in your AWS account, or update it',
    positionals: ['[diff | remove]'],
    flags: ['stage', 'region', 'dry-run', 'format'],
    formats: ['table', 'json'],
    examples: [
      { command: 'tracelake deploy', explanation: 'says what it costs, makes it, and says what was made' },
      { command: 'tracelake deploy --dry-run --stage test', explanation: 'what would be made; nothing is' },
      { command: 'tracelake deploy remove --stage test', explanation: 'all of it goes but the bucket with the spans' },
    ],
    endsInOrder: true,
    load: async () => (await import('./commands/deploy-command.ts')).deploy,
  },
  {
    name: 'token',
    summary: 'Make, list and revoke the tokens of a deployed lake',
    positionals: ['ACTION', '[NAME]'],
    flags: ['data', 'format'],
    formats: ['table', 'json'],
    examples: [
      {
        command: 'tracelake token create laptop --data s3://my-lake',
        explanation: 'prints it once; the bucket keeps a salted hash',
      },
      { command: 'tracelake token list --data s3://my-lake', explanation: 'names and when each was made' },
      { command: 'tracelake token rotate laptop --data s3://my-lake', explanation: 'a new one in place of the old' },
      { command: 'tracelake token revoke laptop --data s3://my-lake', explanation: 'ends it within half a minute' },
    ],
    load: async () => (await import('./commands/token-command.ts')).token,
  },
  {
    name: 'replay',
    summary: 'Send what Firehose rejected once more',
    positionals: ['[PREFIX]'],
    flags: ['data', 'stream', 'dry-run', 'format'],
    formats: ['table', 'json'],
    examples: [
      {
        command: 'tracelake replay --data s3://my-lake --dry-run',
        explanation: 'what there is, and what was wrong with it',
      },
      {
        command: 'tracelake replay errors/spans/ --data s3://my-lake --stream tracelake-production-spans',
        explanation: 'objects go once all their records are accepted',
      },
    ],
    endsInOrder: true,
    load: async () => (await import('./commands/replay-command.ts')).replay,
  },
  {
    name: 'doctor',
    summary: 'Check this machine, the folder and the server',
    positionals: [],
    flags: ['aws', 'stream', 'port', 'otlp-port', 'format', ...PLACE_FLAGS],
    formats: ['table', 'json'],
    examples: [
      {
        command: 'tracelake doctor --aws --stream tracelake-production-spans',
        explanation: 'a deployed lake: functions, stream, table, bucket, rejects; with --url a question, too',
      },
      { command: 'tracelake doctor', explanation: 'each line says what to do; exit code 1 if any check failed' },
    ],
    load: async () => (await import('./commands/doctor-command.ts')).doctor,
  },
];

export function commandByName(name: string): Command | undefined {
  return COMMANDS.find((command) => command.name === name);
}
