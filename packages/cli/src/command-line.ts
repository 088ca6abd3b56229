// The words of a command line to a command, its flags and its arguments. Pure.
import { parseArgs } from 'node:util';
import { nearestNames, TracelakeError } from '@tracelake/schema';
import type { Command } from './command.ts';
import { COMMANDS, commandByName } from './command-table.ts';
import { FLAGS, type FlagName, type FlagValues, SHORT_FLAGS } from './flag-table.ts';

export interface CommandLine {
  /** `null`: no command was named. */
  readonly command: Command | null;
  readonly flags: FlagValues;
  readonly positionals: readonly string[];
}

const GLOBAL_FLAGS: readonly string[] = ['help', 'version'];

/** Throws `config_invalid` that lists every problem. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const { tokens } = parseArgs({
    args: [...argv],
    options: parseOptions(),
    strict: false,
    tokens: true,
    allowPositionals: true,
  });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const problems: string[] = [];
  const { command, positionals } = commandOf(words, problems);
  // Which flags a misspelt command takes nobody knows.
  const taken = problems.length > 0 ? Object.keys(FLAGS) : (command?.flags ?? []);
  const flags: Record<string, string | boolean> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const problem = flagProblem(token.name, token.rawName, token.value, taken);
    if (problem !== null) problems.push(problem);
    else flags[token.name] = token.value ?? true;
  }
  // An unknown flag may have taken an argument for its own: what is left would be blamed wrongly.
  const complete = problems.length === 0 && flags['help'] !== true;
  if (command !== null && complete) problems.push(...argumentProblems(command, positionals, flags));
  if (problems.length > 0) throw usageError(problems, command);
  return { command, flags: flags as FlagValues, positionals };
}

function parseOptions() {
  const shorts = new Map(Object.entries(SHORT_FLAGS).map(([letter, name]) => [name, letter] as const));
  return Object.fromEntries(
    (Object.keys(FLAGS) as FlagName[]).map((name) => {
      const short = shorts.get(name);
      return [name, { type: FLAGS[name].type, ...(short === undefined ? {} : { short }) }];
    }),
  );
}

/** The first word names the command; `help` alone is `--help`. */
function commandOf(
  words: readonly string[],
  problems: string[],
): { command: Command | null; positionals: readonly string[] } {
  const [name, ...positionals] = words;
  if (name === undefined || (name === 'help' && positionals.length === 0)) return { command: null, positionals: [] };
  const command = commandByName(name);
  if (command === undefined) problems.push(unknownCommand(name));
  return { command: command ?? null, positionals };
}

function unknownCommand(name: string): string {
  const shown = `there is no command ${JSON.stringify(name.slice(0, 60))}`;
  if (/^\s*(select|with)\s/i.test(name)) return `${shown}; put "sql" in front of a query`;
  const names = COMMANDS.map((known) => known.name);
  const [nearest] = nearestNames(name, names, 1);
  return nearest === undefined ? `${shown}; there are ${names.join(', ')}` : `${shown}; did you mean ${nearest}?`;
}

function flagProblem(
  name: string,
  rawName: string,
  value: string | undefined,
  taken: readonly string[],
): string | null {
  if (!taken.includes(name) && !GLOBAL_FLAGS.includes(name)) {
    const [nearest] = nearestNames(name, [...taken, 'help'], 1);
    return `${rawName} is not known here${nearest === undefined ? '' : `; did you mean --${nearest}?`}`;
  }
  const { type } = FLAGS[name as FlagName];
  if (type === 'string' && value === undefined) return `${rawName} needs a value`;
  if (type === 'boolean' && value !== undefined) return `${rawName} takes no value`;
  return null;
}

function argumentProblems(
  command: Command,
  positionals: readonly string[],
  flags: Readonly<Record<string, string | boolean>>,
): string[] {
  const problems: string[] = [];
  const needed = command.positionals.filter((name) => !name.startsWith('['));
  if (positionals.length < needed.length) problems.push(`${needed[positionals.length]} is missing`);
  if (positionals.length > command.positionals.length) {
    const extra = positionals[command.positionals.length];
    problems.push(`${JSON.stringify(extra.slice(0, 60))} is one argument too many (quote a query that has spaces)`);
  }
  const format = flags['format'];
  if (typeof format === 'string' && !command.formats.includes(format)) {
    problems.push(`--format must be ${command.formats.join(', ')}; it is ${JSON.stringify(format)}`);
  }
  if (flags['last'] !== undefined && flags['start'] !== undefined)
    problems.push('--last and --start exclude each other');
  return problems;
}

function usageError(problems: readonly string[], command: Command | null): TracelakeError {
  const help = command === null ? 'tracelake --help' : `tracelake ${command.name} --help`;
  const text = problems.join('; ');
  return new TracelakeError('config_invalid', text.endsWith('?') ? text : `${text}.`, {
    details: { problems },
    hint: `"${help}" shows what there is.`,
  });
}
