// --help, made from the tables of commands and flags. Pure.
import type { Command } from './command.ts';
import { COMMANDS } from './command-table.ts';
import { FLAGS, type Flag, type FlagName, SHORT_FLAGS } from './flag-table.ts';

export function overviewHelp(): string {
  const widest = Math.max(...COMMANDS.map(({ name }) => name.length));
  const commands = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(widest)}  ${summary}`);
  return [
    'Tracelake: a lake of spans, asked in SQL over any attribute.',
    '',
    'Usage: tracelake COMMAND [flags]',
    '',
    'Commands:',
    ...commands,
    '',
    'Examples:',
    '  tracelake demo                        # see it with data in it',
    '  tracelake up                          # a lake for your own app',
    '  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 node app.js',
    '  tracelake sql "SELECT name, count(*) AS n FROM spans GROUP BY name ORDER BY n DESC"',
    '',
    '"tracelake COMMAND --help" shows the flags of a command.',
    '',
  ].join('\n');
}

const FILTER_HELP = [
  'Filters: conditions joined by and, or and brackets; quotes where a name or value has a space. Operators:',
  '  = != > >= < <= in not-in exists does-not-exist contains starts-with ends-with matches',
  '  does-not-contain does-not-start-with does-not-end-with does-not-match',
  '',
];

export function commandHelp(command: Command): string {
  const usage = ['tracelake', command.name, ...command.positionals, '[flags]'].join(' ');
  const flags = [...command.flags, 'help' as const].map(
    (name) => [flagUsage(name), describeFlag(name, command)] as const,
  );
  const widest = Math.max(...flags.map(([shown]) => shown.length));
  return [
    `${command.summary}.`,
    '',
    `Usage: ${usage}`,
    '',
    'Flags:',
    ...flags.map(([shown, description]) => `  ${shown.padEnd(widest)}  ${description}`),
    '',
    ...(command.flags.includes('where') ? FILTER_HELP : []),
    'Examples:',
    ...command.examples.flatMap(({ command: line, explanation }) => [`  # ${explanation}`, `  ${line}`]),
    '',
  ].join('\n');
}

function flagUsage(name: FlagName): string {
  const flag: Flag = FLAGS[name];
  const short = Object.entries(SHORT_FLAGS).find(([, long]) => long === name)?.[0];
  const value = flag.placeholder === undefined ? '' : ` ${flag.placeholder}`;
  return `${short === undefined ? '    ' : `-${short}, `}--${name}${value}`;
}

function describeFlag(name: FlagName, command: Command): string {
  const flag: Flag = FLAGS[name];
  const formats = name === 'format' ? `: ${command.formats.join(', ')} (default ${command.formats[0]})` : '';
  const variable = flag.variable === undefined ? '' : ` [${flag.variable}]`;
  return `${flag.description}${formats}${variable}`;
}
