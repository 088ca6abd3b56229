// The README's claims that can rot: scripts, commands, flags, variables, ports, links, queries.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommandLine } from '../packages/cli/src/command-line.ts';
import { COMMANDS } from '../packages/cli/src/command-table.ts';
import { parseConfig } from '../packages/cli/src/config.ts';
import { demoHints } from '../packages/cli/src/demo/demo-hints.ts';
import { FLAGS, type Flag, SECRET_VARIABLES, SHORT_FLAGS } from '../packages/cli/src/flag-table.ts';

const ROOT = new URL('..', import.meta.url).pathname;
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const SHELL_LINES = codeBlocks('sh').flatMap((block) => block.trim().split('\n'));
const GLOBAL_FLAGS = ['help', 'version'];

function codeBlocks(language: string): string[] {
  return [...README.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]);
}

function guardedTable(name: string): string {
  const opening = `<!-- ${name}: guarded by test/readme.test.ts -->`;
  const [, after] = README.split(opening);
  return after.split(`<!-- /${name} -->`)[0].trim();
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

function flagEntries(): [name: string, flag: Flag][] {
  return Object.entries(FLAGS);
}

function written(name: string, { placeholder }: Flag): string {
  const short = Object.entries(SHORT_FLAGS).find(([, long]) => long === name)?.[0];
  return `\`${short === undefined ? '' : `-${short}, `}--${name}${placeholder === undefined ? '' : ` ${placeholder}`}\``;
}

describe('tables', () => {
  test('of commands equals the metadata', () => {
    const rows = COMMANDS.map(({ name, positionals, summary, flags }) => [
      `\`${['tracelake', name, ...positionals].join(' ').replaceAll('|', '\\|')}\``,
      summary,
      flags.map((flag) => `\`--${flag}\``).join(' '),
    ]);
    expect(guardedTable('commands')).toBe(table(['Command', 'What it does', 'Flags'], rows));
  });

  test('of flags equals the metadata', () => {
    const rows = flagEntries().map(([name, flag]) => [written(name, flag), flag.description]);
    expect(guardedTable('flags')).toBe(table(['Flag', 'Meaning'], rows));
  });

  test('of variables equals the metadata', () => {
    const rows = flagEntries().flatMap(([name, { variable, description }]) =>
      variable === undefined ? [] : [[`\`${variable}\``, `\`--${name}\``, description]],
    );
    const secrets = Object.entries(SECRET_VARIABLES).map(([name, description]) => [`\`${name}\``, '', description]);
    expect(guardedTable('variables')).toBe(table(['Variable', 'Flag', 'Meaning'], [...rows, ...secrets]));
  });

  test('every flag is taken by a command', () => {
    const taken = new Set<string>([...GLOBAL_FLAGS, ...COMMANDS.flatMap(({ flags }) => flags)]);
    expect(
      flagEntries()
        .map(([name]) => name)
        .filter((name) => !taken.has(name)),
    ).toEqual([]);
  });
});

describe('commands', () => {
  test('npm scripts exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    for (const line of SHELL_LINES) {
      for (const [, run, name] of line.matchAll(/npm (run )?([a-z-]+)/g)) {
        if (run !== undefined || ['start', 'test'].includes(name)) expect(Object.keys(scripts)).toContain(name);
        else expect(name).toBe('ci');
      }
    }
  });

  test('of tracelake parse, and name files that exist', () => {
    const calls = SHELL_LINES.filter((line) => line.startsWith('npx tracelake ')).map((line) =>
      line.split(' ').slice(2),
    );
    expect(calls.length).toBeGreaterThan(1);
    for (const words of calls) {
      const { command, flags } = parseCommandLine(words);
      expect(command).not.toBeNull();
      if (flags.file !== undefined) expect(existsSync(join(ROOT, flags.file))).toBe(true);
    }
  });

  test('that the demo hints at parse, and name files that exist', () => {
    for (const hint of demoHints({ apiUrl: 'http://127.0.0.1:4320' })) {
      expect(hint).toMatch(/^npx tracelake /);
      const words = [...hint.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2]).slice(2);
      const { command, flags } = parseCommandLine(words);
      expect(command?.name).toBe('sql');
      if (flags.file !== undefined) expect(existsSync(join(ROOT, flags.file))).toBe(true);
    }
  });
});

test('ports are the defaults', () => {
  const { config } = parseConfig({}, {});
  expect(
    [...README.matchAll(/^\| (\d+) \|.*\| `--([a-z-]+)` \|$/gm)].map(([, port, flag]) => [flag, Number(port)]),
  ).toEqual([
    ['otlp-port', config.otlpPort],
    ['port', config.port],
  ]);
  const named = new Set([...README.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port)));
  expect(named).toEqual(new Set([config.port, config.otlpPort]));
});

test('links lead to what exists', () => {
  const links = [...README.matchAll(/\]\(([^)#]+)[^)]*\)/g)].map((match) => match[1]);
  expect(links.length).toBeGreaterThan(4);
  expect(links.filter((link) => !link.startsWith('https://') && !existsSync(join(ROOT, link)))).toEqual([]);
});

test('it has five queries, and the named ones say what they are', () => {
  expect(codeBlocks('sql')).toHaveLength(5);
  for (const file of readdirSync(join(ROOT, 'queries'))) {
    expect(file).toMatch(/^[a-z]+(-[a-z]+)*\.sql$/);
    expect(readFileSync(join(ROOT, 'queries', file), 'utf8')).toMatch(
      /^-- name: .+\n-- description: .+\n-- parameters: .+\n(?:SELECT|WITH)\b/,
    );
  }
});
