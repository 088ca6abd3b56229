// The Dockerfile without Docker: its sources exist, and its steps, taken in a temporary copy, end in a lake that answers.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { endProcesses, run, SpawnedProcess } from './spawned-process.ts';
import { readyUrls, testFolder } from './tracelake-process.ts';

const ROOT = new URL('../..', import.meta.url).pathname;

interface Instruction {
  readonly name: string;
  readonly rest: string;
}

/** Instructions by stage. */
function dockerfileStages(): Instruction[][] {
  const stages: Instruction[][] = [];
  for (const line of readFileSync(join(ROOT, 'Dockerfile'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [, name, rest] = /^([A-Z]+) (.+)$/.exec(line) ?? [];
    if (name === 'FROM') stages.push([]);
    stages[stages.length - 1].push({ name, rest });
  }
  return stages;
}

const [BUILD, RUNTIME] = dockerfileStages();

function all(stage: readonly Instruction[], name: string): string[] {
  return stage.filter((instruction) => instruction.name === name).map(({ rest }) => rest);
}

/** What a COPY from the clone takes: sources and where they go. */
function copies(stage: readonly Instruction[]): { sources: string[]; target: string }[] {
  return all(stage, 'COPY').map((rest) => {
    const words = rest.split(' ').filter((word) => !word.startsWith('--'));
    return { sources: words.slice(0, -1), target: words[words.length - 1] };
  });
}

const IGNORED = readFileSync(join(ROOT, '.dockerignore'), 'utf8').trim().split('\n');

function isIgnored(path: string): boolean {
  return IGNORED.some((pattern) => path.split('/').includes(pattern.replace('**/', '')));
}

/** Installed packages as `npm ci` lays them, but linked: the workspaces' own names lead to the copy. */
function linkPackages(app: string, wanted: (lockPath: string) => boolean): void {
  const installed = readdirSync(join(ROOT, 'node_modules'))
    .filter((name) => !name.startsWith('.'))
    .flatMap((name) =>
      name.startsWith('@') ? readdirSync(join(ROOT, 'node_modules', name)).map((inner) => `${name}/${inner}`) : [name],
    );
  for (const name of installed.filter((name) => wanted(`node_modules/${name}`))) {
    const link = join(app, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    const own = name === 'tracelake' ? 'cli' : /^@tracelake\/(.+)$/.exec(name)?.[1];
    symlinkSync(own === undefined ? join(ROOT, 'node_modules', name) : join(app, 'packages', own), link);
  }
}

function isForProduction(lockPath: string): boolean {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  return packages[lockPath] !== undefined && packages[lockPath].dev !== true;
}

endProcesses('after each');

describe('the Dockerfile', () => {
  test('starts from a Node that package.json allows, and does not run as root', () => {
    for (const stage of [BUILD, RUNTIME]) expect(all(stage, 'FROM')[0]).toMatch(/^node:(2[2-9])-slim\b/);
    expect(all(RUNTIME, 'USER')).toEqual(['node']);
  });

  test('keeps the data outside the image and opens the README’s ports', () => {
    expect(all(RUNTIME, 'VOLUME')).toEqual(['/data']);
    expect(all(RUNTIME, 'ENV')[0]).toContain('TRACELAKE_DATA=/data');
    expect(all(RUNTIME, 'EXPOSE')).toEqual(['4318 4320']);
  });

  test('copies what exists, and in the last stage what the first made', () => {
    for (const { sources } of copies(BUILD)) {
      for (const source of sources) expect(existsSync(join(ROOT, source)), source).toBe(true);
    }
    expect(all(RUNTIME, 'COPY').every((rest) => rest.startsWith('--from=build /app/'))).toBe(true);
  });

  test('its steps end in a lake that takes a token and answers', async () => {
    const app = testFolder('dockerfile');
    for (const { sources } of copies(BUILD)) {
      for (const source of sources) {
        cpSync(join(ROOT, source), join(app, source), {
          recursive: true,
          filter: (path) => !isIgnored(path.slice(ROOT.length)),
        });
      }
    }
    expect(all(BUILD, 'RUN')).toEqual(['npm ci', 'npm run build', 'npm prune --omit=dev']);
    linkPackages(app, () => true);
    const built = await run('npm', ['run', 'build'], { cwd: app });
    expect(built, built.stderr).toMatchObject({ code: 0 });

    const image = testFolder('dockerfile-image');
    for (const { sources } of copies(RUNTIME)) {
      const source = sources[0].replace('/app/', '');
      if (source !== 'node_modules') cpSync(join(app, source), join(image, source), { recursive: true });
    }
    linkPackages(image, isForProduction);
    const [command, ...args] = JSON.parse(all(RUNTIME, 'ENTRYPOINT')[0]) as string[];
    const data = testFolder('dockerfile-data');
    const env = { NODE_ENV: 'production', TRACELAKE_DATA: data, TRACELAKE_PORT: '0', TRACELAKE_OTLP_PORT: '0' };

    const withoutToken = await run(command, args, { cwd: image, env });
    expect(withoutToken.code).not.toBe(0);
    expect(withoutToken.stderr).toContain('TRACELAKE_TOKEN');

    const lake = new SpawnedProcess(command, args, { cwd: image, env: { ...env, TRACELAKE_TOKEN: 'secret' } });
    const [apiUrl] = await lake.output(readyUrls);
    const local = apiUrl.replace('0.0.0.0', '127.0.0.1');
    const health = all(RUNTIME, 'HEALTHCHECK')[0]
      .replace(/^.*CMD /, '')
      .replace('http://127.0.0.1:4320', local);
    const [checkCommand, ...checkArgs] = JSON.parse(health) as string[];
    expect(await run(checkCommand, checkArgs)).toMatchObject({ code: 0 });

    const ask = (headers: Record<string, string>) =>
      fetch(`${local}/api/v1/sql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ sql: 'SELECT count(*) FROM spans' }),
      });
    expect((await ask({})).status).toBe(401);
    const answer = await ask({ authorization: 'Bearer secret' });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as { rows: unknown[][] }).rows).toEqual([['0']]);
    lake.signal('SIGTERM');
    expect(await lake.exited).toMatchObject({ code: 0 });
  });
});
