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
  const { command, positionals } = commandOf(words, argv);
  const problems: string[] = [];
  const flags: Record<string, string | boolean> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const problem = flagProblem(token.name, token.rawName, token.value, command);
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

/** `help sql` is `sql --help`. */
function commandOf(
  words: readonly string[],
  argv: readonly string[],
): { command: Command | null; positionals: readonly string[] } {
  const [name, ...positionals] = words;
  if (name === undefined || (name === 'help' && positionals.length === 0)) return { command: null, positionals: [] };
  const command = commandByName(name);
  if (command !== undefined) return { command, positionals };
  const [nearest] = nearestNames(
    name,
    COMMANDS.map((known) => known.name),
    1,
  );
  const sqlGiven = /^\s*(select|with)\s/i.test(name);
  const advice = sqlGiven ? 'put "sql" in front of a query' : nearest === undefined ? null : `did you mean ${nearest}?`;
  throw new TracelakeError(
    'config_invalid',
    `There is no command ${JSON.stringify(name.slice(0, 60))}${advice === null ? '' : `; ${advice}`}${advice?.endsWith('?') ? '' : '.'}`,
    { details: { command: name.slice(0, 60), argv: argv.length }, hint: '"tracelake --help" lists the commands.' },
  );
}

function flagProblem(name: string, rawName: string, value: string | undefined, command: Command | null): string | null {
  const global = name === 'help' || name === 'version';
  const taken = command === null ? (['help', 'version'] as const) : command.flags;
  if (!global && !(taken as readonly string[]).includes(name)) {
    const [nearest] = nearestNames(name, [...taken, 'help'], 1);
    const where = command === null ? '' : ` for ${command.name}`;
    return `${rawName} is not known${where}${nearest === undefined ? '' : `; did you mean --${nearest}?`}`;
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
