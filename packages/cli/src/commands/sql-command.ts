// tracelake sql: a query to its result in the form that was asked for. Data goes to stdout, what it took to stderr.
import { readFile } from 'node:fs/promises';
import { isTracelakeError, TracelakeError } from '@tracelake/schema';
import { type ApiClient, askForJson, askForStream, askForText, errorOf } from '../api/api-client.ts';
import { openApi } from '../api/open-api.ts';
import type { CommandContext, CommandRun } from '../command.ts';
import { EXIT_CODES } from '../exit-code.ts';
import { namedQueries, namedQuery } from '../named-queries.ts';
import { errorText } from '../output/error-text.ts';
import { PassedArrowStream } from '../output/passed-arrow-stream.ts';
import { planText, type ShownPlan } from '../output/plan-text.ts';
import { withProgress } from '../output/progress.ts';
import { resultTable, type ShownResult } from '../output/result-table.ts';
import { notesText, type ShownStats, statsText } from '../output/stats-text.ts';
import { passAllButLastLine } from '../output/stream-tail.ts';
import { tableText } from '../output/table-text.ts';
import { rangeRequest } from '../range-request.ts';
import { runRequest } from '../run-request.ts';

interface ResultDocument extends ShownResult {
  readonly stats: ShownStats;
  readonly truncated?: true;
}

type ResultPrinter = (context: CommandContext, client: ApiClient, body: unknown) => Promise<void>;

/** `complete rows=2 elapsedMs=13 truncated=true notes=["…"]`, of which the last two may be missing. */
const CSV_TRAILER = /^# complete rows=(\d+) elapsedMs=(\d+)(?: truncated=true)?(?: notes=(.+))?/;

export const sql: CommandRun = async (context) => {
  const { flags, terminal, interrupted } = context;
  if (context.positionals[0] === '@') return listNamedQueries(context);
  const text = await queryText(context);
  const body = {
    sql: text,
    ...rangeRequest(flags),
    ...(flags.limit === undefined ? {} : { limit: wholeNumber('--limit', flags.limit) }),
    ...runRequest(flags),
  };
  const client = await openApi(context);
  try {
    const print = flags.explain === true ? printPlan : PRINTERS[(flags.format ?? 'table') as keyof typeof PRINTERS];
    await print(context, client, body);
    return EXIT_CODES.ok;
  } catch (error) {
    if (interrupted.aborted) return EXIT_CODES.interrupted;
    if (!isTracelakeError(error)) throw error;
    await terminal.stderr.write(errorText(error, { colors: terminal.stderr.colors, sql: text }));
    return EXIT_CODES.failure;
  } finally {
    await client.close();
  }
};

async function queryText(context: CommandContext): Promise<string> {
  const text = await givenText(context);
  if (text.trim() === '')
    throw usage('The query is empty: give one as an argument, by --file, or by "-" on standard input.');
  return text;
}

async function listNamedQueries({ terminal: { stdout } }: CommandContext): Promise<number> {
  const columns = [
    { name: 'question', align: 'left' },
    { name: 'answers', align: 'left' },
  ] as const;
  const rows = (await namedQueries()).map(({ name, description }) => [`@${name}`, description]);
  await stdout.write(tableText(columns, rows, { width: stdout.width, colors: stdout.colors }));
  return EXIT_CODES.ok;
}

/** The argument, a question's @name, standard input for "-" (or when it is piped in and there is no argument), or --file. */
async function givenText({ positionals, flags, terminal }: CommandContext): Promise<string> {
  const [argument] = positionals;
  if (flags.file !== undefined) {
    if (argument !== undefined) throw usage('Give either a query or --file, not both.');
    return readQueryFile(flags.file);
  }
  if (argument === '-' || (argument === undefined && !terminal.stdinIsTerminal)) return terminal.readInput();
  if (argument?.startsWith('@') === true) return namedQuery(argument.slice(1));
  if (argument !== undefined) return argument;
  throw usage('There is no query: give one as an argument, by --file, or by "-" on standard input.');
}

async function readQueryFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw usage(`--file ${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`);
  }
}

const printTable: ResultPrinter = async ({ terminal, interrupted }, client, body) => {
  const result = await withProgress(terminal.stderr, 'Asking', () =>
    askForJson<ResultDocument>(client, { method: 'POST', path: '/api/v1/sql', body }, interrupted),
  );
  const { stdout, stderr } = terminal;
  await stdout.write(resultTable(result, { width: stdout.width, colors: stdout.colors }));
  await stderr.write(statsText(result.stats, result.truncated === true, client.place));
};

const printJson: ResultPrinter = async ({ terminal, interrupted }, client, body) => {
  const request = { method: 'POST', path: '/api/v1/sql', body } as const;
  const text = await withProgress(terminal.stderr, 'Asking', () => askForText(client, request, interrupted));
  await terminal.stdout.write(`${text}\n`);
  const { stats, truncated } = JSON.parse(text) as ResultDocument;
  await terminal.stderr.write(statsText(stats, truncated === true, client.place));
};

const printNdjson: ResultPrinter = async ({ terminal, interrupted }, client, body) => {
  const request = { method: 'POST', path: '/api/v1/sql', body, accept: 'application/x-ndjson' } as const;
  const lines = await askForStream(client, request, interrupted);
  const last = await passAllButLastLine(lines, (bytes) => terminal.stdout.write(bytes));
  const { stats, truncated, error } = parseTrailer(last);
  if (error !== undefined) throw errorOf(500, JSON.stringify(error));
  if (stats === undefined) throw cutStream();
  await terminal.stderr.write(statsText(stats, truncated === true, client.place));
};

const printCsv: ResultPrinter = async ({ terminal, interrupted }, client, body) => {
  const request = { method: 'POST', path: '/api/v1/sql?trailer=true', body, accept: 'text/csv' } as const;
  const lines = await askForStream(client, request, interrupted);
  const last = await passAllButLastLine(lines, (bytes) => terminal.stdout.write(bytes));
  const failed = /^# error (\w+): (.*)$/.exec(last);
  if (failed !== null) throw errorOf(500, JSON.stringify({ code: failed[1], detail: failed[2] }));
  const complete = CSV_TRAILER.exec(last);
  if (complete === null) throw cutStream();
  const notes = JSON.parse(complete[3] ?? '[]') as string[];
  await terminal.stderr.write(`${complete[1]} rows in ${complete[2]} ms (${client.place})\n${notesText(notes)}`);
};

const printArrow: ResultPrinter = async ({ terminal, interrupted }, client, body) => {
  if (terminal.stdout.isTerminal) throw usage('--format arrow is binary: send it to a file or a program.');
  const request = { method: 'POST', path: '/api/v1/sql', body, accept: 'application/vnd.apache.arrow.stream' } as const;
  const stream = new PassedArrowStream();
  for await (const chunk of await askForStream(client, request, interrupted)) {
    await terminal.stdout.write(chunk);
    stream.add(chunk);
  }
  if (!stream.isWhole) throw cutStream();
  await terminal.stderr.write(notesText(await stream.notes()));
};

const printPlan: ResultPrinter = async ({ terminal, flags, interrupted }, client, body) => {
  const text = await askForText(client, { method: 'POST', path: '/api/v1/sql/explain', body }, interrupted);
  if (flags.format === 'json') {
    await terminal.stdout.write(`${text}\n`);
    return;
  }
  await terminal.stdout.write(planText(JSON.parse(text) as ShownPlan));
};

const PRINTERS = { table: printTable, json: printJson, ndjson: printNdjson, csv: printCsv, arrow: printArrow } as const;

interface Trailer {
  readonly stats?: ShownStats;
  readonly truncated?: boolean;
  readonly error?: unknown;
}

function parseTrailer(line: string): Trailer {
  try {
    return JSON.parse(line) as Trailer;
  } catch {
    return {};
  }
}

function cutStream(): TracelakeError {
  return new TracelakeError('server_unreachable', 'The answer broke off: what was printed is not the whole result.', {
    hint: 'Run it again.',
  });
}

function usage(message: string): TracelakeError {
  return new TracelakeError('config_invalid', message, { hint: '"tracelake sql --help" shows examples.' });
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text);
  throw usage(`${flag} must be a whole number above 0; it is ${JSON.stringify(text.slice(0, 60))}.`);
}
