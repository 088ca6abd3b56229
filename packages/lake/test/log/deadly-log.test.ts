// A log that ends the whole process whenever it is carried on: starts that end with it are counted, and then it ends a process of its own.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { SPANS_TABLE } from '@tracelake/schema';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { LakeReader } from '../../src/lake-reader.ts';
import { TRIES } from '../../src/log/unrollable-logs.ts';
import { quarantinedFiles } from '../../src/quarantine.ts';
import { openSealedJson, sealedJson } from '../../src/sealed-json.ts';
import { type BuiltPrograms, buildPrograms } from './built-roll-worker.ts';
import { runAndKill } from './killed-writer.ts';
import {
  abandon,
  append,
  bodyOf,
  ManualClock,
  namesIn,
  newFolder,
  openReader,
  openWriter,
  spanIds,
  spanIdsIn,
  visibleSpanIds,
} from './lake-fixture.ts';

vi.setConfig({ testTimeout: 60_000 });

let programs: BuiltPrograms;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => rm(dirname(programs.rollWorker), { recursive: true }));

const FIRST_OF_PROGRAM = 1_000;

const pathsAside = async (folder: string) => (await quarantinedFiles(folder)).map(({ path }) => path);

/** Ends the writer's process with a job for log 2; in a process of its own it does this, or the job. */
async function deadlyWorker(folder: string, alone: string): Promise<BuiltPrograms> {
  const rollWorker = join(folder, 'deadly-worker.mjs');
  const text = `
    import { parentPort } from 'node:worker_threads';
    const isDeadly = ({ job }) => (job.logs ?? [job.log ?? job]).some((log) => log.sequence === 2);
    if (parentPort === null) process.on('message', (request) => isDeadly(request) && ${alone});
    await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});
    parentPort?.on('message', (request) => isDeadly(request) && process.kill(process.pid, 'SIGKILL'));`;
  await writeFile(rollWorker, text);
  return { ...programs, rollWorker };
}

/** Starts until one lives, which is killed then. @returns how many have ended, and what that one has acknowledged */
async function startsUntilAlive(built: BuiltPrograms, folder: string) {
  for (let ended = 0; ; ended++) {
    const acknowledged = await runAndKill(built, folder, FIRST_OF_PROGRAM, async () => undefined).catch(
      (error: unknown) => {
        if (ended > 4 || !String(error).includes('The writer ended')) throw error;
        return null;
      },
    );
    if (acknowledged !== null) return { ended, acknowledged };
  }
}

const endsOnDisk = async (folder: string) =>
  (openSealedJson(await readFile(join(folder, 'wal/tries.json'))) as { ends: [number, number][] }).ends;

/** Three logs of two spans each. By a clock that stands now: the program keeps two days. */
async function killedNow(): Promise<string> {
  const folder = await newFolder();
  const clock = new ManualClock();
  clock.wallMs = Date.now();
  const writer = await openWriter(folder, { clock });
  for (const first of [0, 2, 4]) {
    await append(writer, bodyOf(first, 2));
    await writer.refresh();
  }
  await abandon(folder);
  return folder;
}

/** What starts after two ends come upon: each log in a process of its own. @param ofSecond ends that log 2 has had */
async function killedTwice(ofSecond = 2): Promise<string> {
  const folder = await killedNow();
  await writeFile(
    join(folder, 'wal/tries.json'),
    sealedJson({
      ends: [
        [1, 2],
        [2, ofSecond],
        [3, 2],
      ],
    }),
  );
  return folder;
}

async function shownAfter(folder: string): Promise<string[]> {
  await (await openWriter(folder)).close();
  return visibleSpanIds(folder);
}

it('ends no start any more that comes behind the second, and none of the others waits for it', async () => {
  const folder = await killedNow();
  const built = await deadlyWorker(folder, 'process.exit(1)');
  const { ended, acknowledged } = await startsUntilAlive(built, folder);
  expect(ended).toBe(2);
  const ids = await shownAfter(folder);
  expect(ids).toEqual(expect.arrayContaining([...spanIds(0, 6), ...acknowledged]));
  expect(ids).toHaveLength(new Set(ids).size);
});

it('is set aside where it has no tail, too: what others have lands', async () => {
  const folder = await killedTwice();
  for (const part of ['wal/tail', 'wal/current.json']) await rm(join(folder, part), { recursive: true });
  const { rollWorker: entry } = await deadlyWorker(folder, 'process.exit(1)');
  const writer = await openWriter(folder, { worker: { entry }, clock: new ManualClock() });
  await vi.waitFor(() => writer.land(), { timeout: 30_000, interval: 1 });
  const reason = expect.stringMatching(/process ended: exit code 1.*2 acknowledged spans of it are in no answer/);
  const quarantined = 'wal/quarantine/unrolled/000000000002.log';
  expect(writer.stats().damage).toMatchObject([{ sequence: 2, reason, quarantined }]);
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
});

it('is carried on in its own process, too, behind a tail that was written there, where its landing alone is deadly', async () => {
  const folder = await killedTwice();
  for (const part of ['wal/tail', 'wal/current.json']) await rm(join(folder, part), { recursive: true });
  const entry = join(folder, 'deadly-landing.mjs');
  // The first log's is that once: what comes behind it at the start comes by time then, tails first.
  const text = `
    import { existsSync, writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const met = (name) => { const path = ${JSON.stringify(`${folder}/`)} + name; const isNew = !existsSync(path); writeFileSync(path, ''); return isNew; };
    const lands = ({ job }, sequence) => job.kind === 'land' && job.logs.some((log) => log.sequence === sequence);
    const isDeadly = (request) => lands(request, 2) || (lands(request, 1) && met('once'));
    if (parentPort === null) process.on('message', (request) => isDeadly(request) && process.exit(1));
    await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});
    parentPort?.on('message', (request) => lands(request, 2) && met('in-thread'));`;
  await writeFile(entry, text);
  const clock = new ManualClock();
  clock.wallMs = Date.now();
  const writer = await openWriter(folder, { worker: { entry }, clock });
  await expect(writer.refresh()).rejects.toThrow(/process ended: exit code 1/);
  expect(await spanIdsIn(await (await openReader(folder)).snapshot())).toEqual(spanIds(0, 6));
  await vi.waitFor(() => writer.land(), { timeout: 30_000, interval: 1 });
  expect(await namesIn(folder, '.')).not.toContain('in-thread');
  const reason = expect.stringMatching(/process ended: exit code 1.*all its spans came from its tail/);
  expect(writer.stats().damage).toMatchObject([{ sequence: 2, reason }]);
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
});

it('is not what a server is taken to have that was killed each time: all its rows land, and nothing is set aside', async () => {
  const folder = await killedNow();
  const built = await deadlyWorker(folder, 'undefined');
  const { ended, acknowledged } = await startsUntilAlive(built, folder);
  expect(ended).toBe(2);
  expect(await pathsAside(folder)).toEqual([]);
  const ids = await shownAfter(folder);
  expect(ids).toEqual(expect.arrayContaining([...spanIds(0, 6), ...acknowledged]));
  expect(ids).toHaveLength(new Set(ids).size);
  expect(await namesIn(folder, 'wal')).not.toContain('tries.json');
});

it('is set aside after six ends where its own process and the server are ended together; the others land', async () => {
  const folder = await killedTwice(4);
  const built = await deadlyWorker(folder, "process.kill(process.ppid, 'SIGKILL')");
  const { ended, acknowledged } = await startsUntilAlive(built, folder);
  expect(ended).toBe(2);
  expect(await pathsAside(folder)).toEqual(['wal/quarantine/wal/log/000000000002.log']);
  const ids = await shownAfter(folder);
  expect(ids).toEqual(expect.arrayContaining([...spanIds(0, 6), ...acknowledged]));
  expect(ids).toHaveLength(new Set(ids).size);
});

it('is not to blame for a kill of a server that was told to stop meanwhile', async () => {
  const folder = await killedTwice(4);
  const [entry, go] = [join(folder, 'slow-worker.mjs'), join(folder, 'go')];
  const text = `
    import { existsSync } from 'node:fs';
    import { setTimeout } from 'node:timers/promises';
    while (!existsSync(${JSON.stringify(go)})) await setTimeout(5);
    await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});`;
  await writeFile(entry, text);
  const ends = async () => Object.fromEntries(await endsOnDisk(folder));
  const stop = new AbortController();
  const opening = openWriter(folder, { worker: { entry }, clock: new ManualClock(), stopping: stop.signal });
  await expect.poll(ends).toEqual({ 1: 3, 2: 4, 3: 2 });
  stop.abort();
  await expect.poll(ends).toEqual({ 1: 2, 2: 4, 3: 2 });
  await writeFile(go, '');
  await (await opening).close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
});

it('is not to blame for six ends of which a disk that fails may have been the reason', async () => {
  const folder = await killedNow();
  await writeFile(join(folder, 'wal/tries.json'), sealedJson({ ends: [[1, 5]] }));
  await writeFile(join(folder, 'landing/spans'), 'in the way of a folder');
  const writer = await openWriter(folder, { worker: { entry: programs.rollWorker }, clock: new ManualClock() });
  for (let n = 0; n < 2; n++) await expect(writer.land()).rejects.toThrow(/landing/);
  // Enough to be carried on in a process of its own.
  expect(await endsOnDisk(folder)).toEqual([[1, 2]]);
  await rm(join(folder, 'landing/spans'));
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
});

it('is not to blame for ends that a disk may have been behind, nor for what fails next in this process', async () => {
  const folder = await killedTwice(5);
  const entry = join(folder, 'failing-worker.mjs');
  // The disk fails once, then the process for once: by a page that cannot be read.
  const text = `
    import { existsSync, writeFileSync } from 'node:fs';
    import { parentPort } from 'node:worker_threads';
    const met = (name) => { const path = ${JSON.stringify(`${folder}/`)} + name; const isNew = !existsSync(path); writeFileSync(path, ''); return !isNew; };
    const details = { errno: 'EIO' };
    const failed = { id: 0, error: { code: 'storage_unavailable', message: 'EIO', details } };
    if (parentPort === null) process.prependListener('message', ({ job }) => {
      if (!(job.logs ?? [job.log ?? job]).some((log) => log.sequence === 2)) return;
      if (!met('disk')) { process.send(failed); process.removeAllListeners('message'); }
      else if (!met('end')) process.exit(1);
    });
    await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});`;
  await writeFile(entry, text);
  const writer = await openWriter(folder, { worker: { entry }, clock: new ManualClock() });
  await vi.waitFor(() => writer.land(), { timeout: 30_000, interval: 1 });
  expect(await namesIn(folder, '.')).toEqual(expect.arrayContaining(['disk', 'end']));
  expect(writer.stats().damage).toEqual([]);
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
});

describe('asked for by a question, which must not end with it', () => {
  async function withoutTails(): Promise<string> {
    const folder = await killedTwice(1);
    for (const part of ['wal/tail', 'wal/current.json']) await rm(join(folder, part), { recursive: true });
    return folder;
  }

  const readerOf = (folder: string, rollWorker?: string) =>
    LakeReader.open({
      folder,
      table: SPANS_TABLE,
      decoderFactory: () => expect.unreachable('it was decoded in the process that asks'),
      ...(rollWorker === undefined ? {} : { rollWorker }),
    });

  it('is left out, which the answer says; it is tried once, and the others are shown', async () => {
    const folder = await withoutTails();
    const tried = join(folder, 'tried');
    const once = `(await import('node:fs')).appendFileSync(${JSON.stringify(tried)}, '.')`;
    const { rollWorker } = await deadlyWorker(folder, `(async () => { ${once}; process.exit(1); })()`);
    const reader = await readerOf(folder, rollWorker);
    for (let n = 0; n < 2; n++) {
      const snapshot = await reader.snapshot({ fresh: true });
      expect(await spanIdsIn(snapshot)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
      expect(snapshot.notes).toEqual([
        expect.stringMatching(/left out, or some of them: .*process ended: exit code 1/),
      ]);
    }
    expect(await readFile(tried, 'utf8')).toBe('.');
    reader.close();
  });

  it('is read in a process of its own where it does nothing', async () => {
    const folder = await withoutTails();
    const reader = await readerOf(folder, programs.rollWorker);
    const snapshot = await reader.snapshot();
    expect(await spanIdsIn(snapshot)).toEqual(spanIds(0, 6));
    expect(snapshot.notes).toEqual([expect.stringContaining('were read as well')]);
    reader.close();
  });

  it('is told of by each of several questions at once, and by those behind them', async () => {
    const folder = await withoutTails();
    const { rollWorker } = await deadlyWorker(folder, 'process.exit(1)');
    const reader = await readerOf(folder, rollWorker);
    const atOnce = await Promise.all(Array.from({ length: 4 }, () => reader.snapshot()));
    for (const snapshot of [...atOnce, await reader.snapshot(), await reader.snapshot()]) {
      expect(await spanIdsIn(snapshot)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
      expect(snapshot.notes).toEqual([expect.stringMatching(/left out, or some of them/)]);
    }
    reader.close();
  });

  it('is left out where there is none', async () => {
    const folder = await withoutTails();
    const reader = await readerOf(folder);
    const snapshot = await reader.snapshot();
    expect(await spanIdsIn(snapshot)).toEqual([]);
    expect(snapshot.notes).toEqual([
      expect.stringMatching(/left out.*"wal\/log\/000000000003.log" may have ended its/),
    ]);
    reader.close();
  });
});

const { execPath, execArgv } = process;
afterEach(() => {
  Object.assign(process, { execPath, execArgv });
  vi.unstubAllEnvs();
});

it.each(['a flag', 'NODE_OPTIONS'])(
  'is carried on in a process that waits for no debugger of its server: %s',
  async (by) => {
    const folder = await killedTwice();
    if (by === 'a flag') process.execArgv = ['--inspect-brk=0'];
    else vi.stubEnv(by, '--inspect-brk=0');
    const writer = await openWriter(folder, { worker: { entry: programs.rollWorker }, clock: new ManualClock() });
    await writer.close();
    expect(writer.stats()).toMatchObject({ trouble: null, damage: [] });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  },
);

it('has as many ends as before where its process cannot be started: that is for want of what it takes, too', async () => {
  const folder = await killedNow();
  await writeFile(join(folder, 'wal/tries.json'), sealedJson({ ends: [[1, 4]] }));
  process.execPath = '/nowhere/node';
  const writer = await openWriter(folder, { worker: { entry: programs.rollWorker }, clock: new ManualClock() });
  await expect(writer.land()).rejects.toThrow(/process could not be started/);
  expect(await endsOnDisk(folder)).toEqual([[1, 4]]);
  process.execPath = execPath;
  await writer.close();
});

it.each(['/nowhere/node', '/etc/passwd/node'])(
  'is not to blame where its process cannot be started: %s',
  async (path) => {
    const folder = await killedTwice();
    process.execPath = path;
    const writer = await openWriter(folder, { worker: { entry: programs.rollWorker }, clock: new ManualClock() });
    for (let n = 0; n < 2 * TRIES; n++) await expect(writer.land()).rejects.toThrow(/process could not be started/);
    const message = expect.stringMatching(/process could not be started: spawn .*E[A-Z]+/);
    expect(writer.stats().trouble).toEqual({
      code: 'storage_unavailable',
      message,
      hint: expect.stringMatching(/ulimit -u/),
    });
    process.execPath = execPath;
    await writer.close();
    expect(writer.stats()).toMatchObject({ trouble: null, damage: [] });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  },
);
