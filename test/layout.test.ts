// The repository's own rules: which package may import which, names, lengths, what may not be called. Rules live here, not in prose.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename, dirname } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = new URL('..', import.meta.url).pathname;

/** docs: design, "Packages and direction". `testkit` is for tests only. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  schema: [],
  otlp: ['schema'],
  lake: ['schema'],
  query: ['schema'],
  engine: ['schema', 'query', 'lake'],
  server: ['schema', 'otlp', 'lake', 'query', 'engine'],
  extension: ['schema', 'otlp'],
  cli: ['schema', 'lake', 'query', 'engine', 'server'],
  dashboard: ['schema', 'query'],
  testkit: ['schema', 'otlp', 'lake', 'query', 'engine', 'server', 'extension'],
};

const PURE_PACKAGES = ['schema', 'otlp', 'query'];

const EMPTY_NAMES = /(^|\/)(utils?|helpers?|common|misc|manager|stuff)(\.|\/|$)|-(utils?|helpers?|manager)\./;

const GENERATED_TYPES = 'packages/dashboard/src/api/api-types.ts';
const SOFT_LINE_LIMIT = 400;
const HARD_LINE_LIMIT = 600;

function repositoryFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  return listed.toString().split('\n').filter(Boolean);
}

function read(path: string): string {
  return readFileSync(`${ROOT}/${path}`, 'utf8');
}

function importsOf(source: string): string[] {
  const found = source.matchAll(
    /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]|(?:^|\n)import\s*['"]([^'"]+)['"]/g,
  );
  return [...found].map((match) => (match[1] ?? match[2] ?? match[3])!);
}

/** `@tracelake/query` → `query`; the CLI's package is called tracelake. */
function packageOfImport(specifier: string): string | undefined {
  if (specifier === 'tracelake' || specifier.startsWith('tracelake/')) return 'cli';
  return /^@tracelake\/([^/]+)/.exec(specifier)?.[1];
}

/** The package's main entry, or a part that its `exports` name. */
function isExported(specifier: string, target: string): boolean {
  const part = specifier.split('/').slice(specifier.startsWith('@') ? 2 : 1);
  const { exports } = JSON.parse(read(`packages/${target}/package.json`));
  return part.length === 0 || Object.hasOwn(exports ?? {}, `./${part.join('/')}`);
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1');
}

const files = repositoryFiles();
const sources = files.filter((path) => /^packages\/[^/]+\/src\/.*\.tsx?$/.test(path));
const code = files.filter((path) => /\.(tsx?|mjs)$/.test(path) && !path.includes('/golden/'));

describe('imports', () => {
  test.each(Object.keys(MAY_IMPORT))('%s imports only what its place allows', (name) => {
    const allowed = new Set(MAY_IMPORT[name]);
    const wrong: string[] = [];
    for (const path of sources.filter((source) => source.startsWith(`packages/${name}/`))) {
      for (const specifier of importsOf(read(path))) {
        const target = packageOfImport(specifier);
        if (target !== undefined && !allowed.has(target)) wrong.push(`${path} imports ${specifier}`);
        if (target !== undefined && !isExported(specifier, target))
          wrong.push(`${path} imports past the exports: ${specifier}`);
        if (/^\.\.?\//.test(specifier) && new URL(specifier, `file:///${path}`).pathname.split('/')[2] !== name) {
          wrong.push(`${path} leaves its package: ${specifier}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  test('pure packages use no Node module, no clock, no environment', () => {
    const wrong: string[] = [];
    for (const path of sources.filter((source) => PURE_PACKAGES.includes(source.split('/')[1]!))) {
      const source = withoutComments(read(path));
      for (const specifier of importsOf(source)) {
        if (specifier.startsWith('node:') || builtinModules.includes(specifier))
          wrong.push(`${path} imports ${specifier}`);
      }
      for (const banned of [/\bprocess\./, /\bDate\.now\(/, /\bnew Date\(\)/, /\bperformance\.now\(/]) {
        if (banned.test(source)) wrong.push(`${path} uses ${banned.source}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('what a package imports stands in its package.json, with an exact version', () => {
    const wrong: string[] = [];
    for (const name of Object.keys(MAY_IMPORT)) {
      const manifest = JSON.parse(read(`packages/${name}/package.json`)) as { dependencies?: Record<string, string> };
      const declared = manifest.dependencies ?? {};
      for (const [dependency, version] of Object.entries(declared)) {
        if (!/^\d+\.\d+\.\d+/.test(version)) wrong.push(`${name}: ${dependency} ${version} is not exact`);
      }
      for (const path of sources.filter((source) => source.startsWith(`packages/${name}/`))) {
        for (const specifier of importsOf(read(path))) {
          if (specifier.startsWith('.') || specifier.startsWith('node:')) continue;
          const dependency = specifier
            .split('/')
            .slice(0, specifier.startsWith('@') ? 2 : 1)
            .join('/');
          if (declared[dependency] === undefined)
            wrong.push(`${path} imports ${dependency}, which ${name} does not declare`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('environment', () => {
  test('process.env is read only in main.ts of a deployable', () => {
    const readers = sources.filter((path) => /\bprocess\.env\b/.test(withoutComments(read(path))));
    expect(readers.filter((path) => basename(path) !== 'main.ts')).toEqual([]);
  });
});

describe('names and sizes', () => {
  test('files are kebab-case nouns that say something', () => {
    const wrong = code.filter(
      (path) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.(tsx?|mjs)$/.test(basename(path)) || EMPTY_NAMES.test(path),
    );
    expect(wrong).toEqual([]);
  });

  test('every source file opens by saying what it is for', () => {
    const wrong = code.filter((path) => !/^(#!.*\n)?(\/\/ |\/\*)/.test(read(path)));
    expect(wrong).toEqual([]);
  });

  test('no source file is endless; long ones are named', () => {
    // What is generated is read by nobody line by line.
    const lengths = code
      .filter((path) => path !== GENERATED_TYPES)
      .map((path) => ({ path, lines: read(path).split('\n').length }));
    const long = lengths.filter(({ lines }) => lines > SOFT_LINE_LIMIT);
    for (const { path, lines } of long) console.warn(`${path}: ${lines} lines (soft limit ${SOFT_LINE_LIMIT})`);
    expect(
      long.filter(
        ({ path, lines }) => lines > HARD_LINE_LIMIT && !path.includes('/test/') && !path.startsWith('test/'),
      ),
    ).toEqual([]);
  });

  test('packages re-export by name', () => {
    const wrong = sources.filter((path) => /^export \* from/m.test(read(path)));
    expect(wrong).toEqual([]);
  });

  test('no TODO without an issue, no focused or skipped test', () => {
    const marks = code.filter(
      (path) => path !== 'test/layout.test.ts' && /\b(TODO|FIXME|XXX)\b(?! \(issue \d+\))/.test(read(path)),
    );
    const skipped = code.filter(
      (path) => path !== 'test/layout.test.ts' && /\b(test|it|describe)\.(only|todo)\(/.test(read(path)),
    );
    expect([...marks, ...skipped]).toEqual([]);
  });

  test('golden files have a reader', () => {
    const tests = code
      .filter((path) => path.endsWith('.test.ts'))
      .map(read)
      .join('\n');
    const folders = new Set(
      files
        .filter((path) => path.startsWith('test/golden/'))
        .map((path) => (dirname(path) === 'test/golden' ? basename(path) : dirname(path).split('/')[2]!)),
    );
    expect([...folders].filter((name) => !tests.includes(name))).toEqual([]);
  });
});

describe('dependencies', () => {
  test('the lock file is whole for every platform: npm ci refuses one that lacks an optional package', () => {
    const lock = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { optionalDependencies?: Record<string, string> }>;
    };
    const present = new Set(Object.keys(lock.packages).map((path) => path.split('node_modules/').pop()));
    const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
      Object.keys(entry.optionalDependencies ?? {})
        .filter((name) => !present.has(name))
        .map((name) => `${path} → ${name}`),
    );
    expect(missing).toEqual([]);
  });
});
