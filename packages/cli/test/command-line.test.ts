// Words to commands, and the tables of commands and flags held against themselves.
import { FILTER_OPS } from '@tracelake/query';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../src/command-line.ts';
import { COMMANDS } from '../src/command-table.ts';
import { FLAGS } from '../src/flag-table.ts';
import { commandHelp, overviewHelp } from '../src/help-text.ts';

const refusing = (words: string) =>
  expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining(words) });

describe('parseCommandLine', () => {
  it('finds command, flags and arguments in any order', () => {
    const line = parseCommandLine(['--last', '24h', 'sql', 'SELECT 1', '-f', 'json', '--explain']);
    expect(line.command?.name).toBe('sql');
    expect(line.flags).toEqual({ last: '24h', format: 'json', explain: true });
    expect(line.positionals).toEqual(['SELECT 1']);
    expect(parseCommandLine(['sql', '--format=csv', '-']).positionals).toEqual(['-']);
    expect(parseCommandLine(['sql', '--', '--not-a-flag']).positionals).toEqual(['--not-a-flag']);
  });

  it('has no command to run for nothing, and for help alone', () => {
    expect(parseCommandLine([]).command).toBeNull();
    expect(parseCommandLine(['help']).command).toBeNull();
    expect(parseCommandLine(['--version']).flags.version).toBe(true);
    expect(parseCommandLine(['trace', '--help']).flags.help).toBe(true);
  });

  it.each([
    [['sqk', '--last', '1h', 'SELECT 1'], 'there is no command "sqk"; did you mean sql?'],
    [['SELECT name FROM spans'], 'put "sql" in front'],
    [['nonsense-entirely'], 'there are up, demo, sql'],
    [['sql', '--lsat', '1h', 'SELECT 1'], '--lsat is not known here; did you mean --last?'],
    [['up', '--format', 'json'], '--format is not known here'],
    [['--prot', '5'], '--prot is not known'],
    [['up', '--port'], '--port needs a value'],
    [['sql', '--explain=yes', 'x'], '--explain takes no value'],
    [['sql', 'SELECT', 'name'], 'quote a query that has spaces'],
    [['trace'], 'TRACE_ID is missing'],
    [['sql', '--format', 'xml', 'x'], 'must be table, json, ndjson, csv, arrow'],
    [['sql', '--last', '1h', '--start', '-2h', 'x'], 'exclude each other'],
  ])('refuses %j', (argv, words) => {
    expect(() => parseCommandLine(argv)).toThrow(refusing(words));
  });
});

describe('several problems', () => {
  it('are told at once', () => {
    const line = ['sql', '--lsat', '1h', '--explain=yes'];
    expect(() => parseCommandLine(line)).toThrow(refusing('--lsat is not known'));
    expect(() => parseCommandLine(line)).toThrow(refusing('--explain takes no value'));
  });
});

describe('the tables', () => {
  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s: each example is a command line',
    (_, command) => {
      for (const { command: line } of command.examples) {
        const words = shellWords(line.replace(/^echo .*\| /, '').replace(/ > \S+$/, ''));
        expect(words.shift()).toBe('tracelake');
        expect(parseCommandLine(words).command).toBe(command);
      }
    },
  );

  it.each(COMMANDS.map((command) => [command.name, command] as const))(
    '%s: --help shows all there is',
    (_, command) => {
      const help = commandHelp(command);
      expect(help).toContain(command.summary);
      for (const flag of command.flags) expect(help).toContain(`--${flag}`);
      for (const { command: line } of command.examples) expect(help).toContain(line);
      for (const line of help.split('\n').filter((one) => !one.includes('tracelake'))) {
        expect(line.length).toBeLessThanOrEqual(120);
      }
      if (command.flags.includes('where')) for (const op of FILTER_OPS) expect(help.split(/\s+/)).toContain(op);
      expect(overviewHelp()).toContain(command.summary);
    },
  );

  it.each(COMMANDS.map((command) => [command.name, command] as const))('%s can be loaded', async (_, command) => {
    expect(typeof (await command.load())).toBe('function');
  });

  it('have no flag that no command takes', () => {
    const taken = new Set<string>(['help', 'version', ...COMMANDS.flatMap((command) => command.flags)]);
    expect(Object.keys(FLAGS).filter((flag) => !taken.has(flag))).toEqual([]);
  });
});

/** Enough of a shell for the examples: words, and quotes of both kinds. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? match[3]);
}
