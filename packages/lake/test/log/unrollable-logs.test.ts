// A log that breaks the roll each time is set aside after a few tries and the others go on; a disk that fails sets nothing aside.
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createOtlpDecoder } from '@tracelake/otlp';
import { isTracelakeError, SPANS_TABLE, TracelakeError } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tailPath } from '../../src/lake-paths.ts';
import { CurrentPublisher } from '../../src/log/current-publisher.ts';
import type { LakeWriter } from '../../src/log/lake-writer.ts';
import { isOfTheLog, TRIES } from '../../src/log/unrollable-logs.ts';
import { quarantinedFiles } from '../../src/quarantine.ts';
import { fileError } from '../../src/storage/file-error.ts';
import { type BuiltPrograms, buildPrograms } from './built-roll-worker.ts';
import {
  abandon,
  append,
  bodyOf,
  killedFolder,
  ManualClock,
  namesIn,
  newFolder,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';
import { copyOf } from './lake-model.ts';

let programs: BuiltPrograms;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => rm(dirname(programs.rollWorker), { recursive: true }));

const ASIDE = 'wal/quarantine/wal/log/000000000002.log';
const UNROLLED = 'wal/quarantine/unrolled/000000000002.log';
const isNumber = (number: number) => (name: string) => name.includes(String(number).padStart(12, '0'));

/** A decoder of which no rows can be had while it holds this text, once it is broken, as by an error of its own. */
function decoderBrokenBy(text: string, error: () => Error) {
  const decoder = { isBroken: true, factory: createOtlpDecoder };
  decoder.factory = (segment, options) => {
    let bytes = segment;
    let hasMet = false;
    const real = createOtlpDecoder(segment, options);
    return new Proxy(real, {
      get: (of, name) => {
        const value = Reflect.get(of, name, of);
        if (name === 'clear') {
          return (next?: Uint8Array) => {
            bytes = next ?? bytes;
            hasMet = false;
            real.clear(next);
          };
        }
        if (name === 'decode') {
          return (...body: Parameters<typeof real.decode>) => {
            hasMet ||= Buffer.from(bytes.subarray(body[0], body[1])).includes(text);
            return real.decode(...body);
          };
        }
        if (name === 'batch' && decoder.isBroken && hasMet) throw error();
        return typeof value === 'function' ? value.bind(of) : value;
      },
    });
  };
  return decoder;
}

/** Refreshes, or lands, until it goes through. */
async function triesOf(step: () => Promise<void>): Promise<number> {
  for (let tries = 1; ; tries++) {
    const failure = await step().catch((error: unknown) => error);
    if (failure === undefined) return tries;
    if (tries > 3 * TRIES) throw failure;
  }
}

/** Logs of two spans each; "span 2" is in the second. */
async function appendLogs(writer: LakeWriter): Promise<void> {
  for (const first of [0, 2, 4]) {
    await append(writer, bodyOf(first, 2));
    await writer.refresh().catch(() => undefined);
  }
}

describe('a log that breaks the roll', () => {
  it('whose rows have a tail comes from there, each row once; the others land', async () => {
    const folder = await newFolder();
    const decoder = decoderBrokenBy('span 2', () => new RangeError('Invalid typed array length'));
    decoder.isBroken = false;
    const clock = new ManualClock();
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock });
    await appendLogs(writer);
    decoder.isBroken = true;
    expect(await triesOf(() => writer.land())).toBe(TRIES);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    const reason = expect.stringMatching(/000000000002\.log".*Invalid typed array.*all its spans came from its tail/);
    expect(writer.stats().damage).toMatchObject([{ sequence: 2, reason, quarantined: ASIDE }]);
    expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual([ASIDE]);
    expect(await namesIn(folder, 'wal/log')).toEqual([]);
    expect(await append(writer, bodyOf(2, 2))).toMatchObject({ duplicate: true });
    await writer.close();
    const next = await openWriter(folder, { clock: new ManualClock() });
    expect(await append(next, bodyOf(2, 2))).toMatchObject({ duplicate: true });
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });

  /** The tail of the second is in landing by then; its log cannot be moved while a file is in the place of the folder for it. */
  async function blockedQuarantine(folder: string, writer: LakeWriter): Promise<void> {
    await rm(join(folder, 'wal/quarantine'), { recursive: true, force: true });
    await writeFile(join(folder, 'wal/quarantine'), '');
    for (let n = 0; n < 2 * TRIES; n++) await expect(writer.land()).rejects.toThrow();
    expect((await namesIn(folder, 'wal/log')).filter(isNumber(2))).toHaveLength(1);
  }

  async function writerGivingUp(folder: string) {
    const decoder = decoderBrokenBy('span 2', () => new RangeError('Invalid typed array length'));
    decoder.isBroken = false;
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    await appendLogs(writer);
    decoder.isBroken = true;
    await blockedQuarantine(folder, writer);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    decoder.isBroken = false;
    return writer;
  }

  it('and cannot be moved, for the disk, is given up all the same: each row once', async () => {
    const folder = await newFolder();
    const writer = await writerGivingUp(folder);
    await rm(join(folder, 'wal/quarantine'));
    await writer.land();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(writer.stats().damage).toMatchObject([{ sequence: 2, quarantined: ASIDE }]);
    await writer.close();
  });

  it('and is rolled by the next server, which was killed before it had moved it: each row once', async () => {
    const folder = await newFolder();
    await writerGivingUp(folder);
    await abandon(folder);
    const next = await openWriter(folder, { clock: new ManualClock() });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await next.land();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await next.close();
    expect((await quarantinedFiles(folder)).filter(({ path }) => path.endsWith('.log'))).toEqual([]);
    expect((await namesIn(folder, 'landing')).filter((name) => name.includes('tail'))).toEqual([]);
  });

  it('and has gone while the document cannot be written: each row once, meanwhile, after it, and for who starts behind a kill', async () => {
    const folder = await newFolder();
    const decoder = decoderBrokenBy('span 2', () => new RangeError('Invalid typed array length'));
    decoder.isBroken = false;
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    await appendLogs(writer);
    decoder.isBroken = true;
    const { publish } = CurrentPublisher.prototype;
    const eio = Object.assign(new Error('EIO: i/o error, rename'), { code: 'EIO' });
    const disk = vi.spyOn(CurrentPublisher.prototype, 'publish').mockImplementation(async function (
      this: CurrentPublisher,
      next,
      durable,
    ) {
      if (next.landedThrough === 1 && next.tails.every(({ sequence }) => sequence !== 2))
        throw fileError(eio, 'current');
      return publish.call(this, next, durable);
    });
    for (let n = 0; n < 2 * TRIES; n++) await expect(writer.land()).rejects.toThrow();
    disk.mockRestore();
    expect(await namesIn(folder, 'wal/log')).toEqual(['000000000003.log']);
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    const killed = copyOf(folder, 'killed')!;
    const next = await openWriter(killed, { clock: new ManualClock() });
    expect(next.stats().damage).toMatchObject([{ sequence: 2, quarantined: ASIDE }]);
    await next.close();
    await writer.close();
    expect(writer.stats().damage).toMatchObject([{ sequence: 2, quarantined: ASIDE }]);
    for (const lake of [killed, folder]) expect(await visibleSpanIds(lake)).toEqual(spanIds(0, 6));
  });

  it('has its tail again where the power was cut meanwhile, which left the only whole copy in landing', async () => {
    const folder = await newFolder();
    await writerGivingUp(folder);
    await abandon(folder);
    await writeFile(join(folder, tailPath(SPANS_TABLE.name, 2)), '');
    const decoder = decoderBrokenBy('span 2', () => new RangeError('Invalid typed array length'));
    const next = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    await triesOf(() => next.land());
    expect(next.stats().damage).toMatchObject([{ sequence: 2, quarantined: ASIDE }]);
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  });

  it.each([UNROLLED, ASIDE])(
    'and that a kill left in its place, with a name in the quarantine, is not told as set aside: %s',
    async (aside) => {
      const folder = await killedFolder(0, 'refresh', 2, 'refresh', 4);
      await mkdir(dirname(join(folder, aside)), { recursive: true });
      await link(join(folder, 'wal/log/000000000002.log'), join(folder, aside));
      const next = await openWriter(folder, { clock: new ManualClock() });
      expect(await quarantinedFiles(folder)).toEqual([]);
      await next.close();
      expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    },
  );

  it('for want of memory has far more tries', async () => {
    const folder = await newFolder();
    const decoder = decoderBrokenBy('span 2', () => new RangeError('Array buffer allocation failed'));
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    await append(writer, bodyOf(2, 2));
    for (let n = 0; n < 3 * TRIES; n++) await expect(writer.refresh()).rejects.toThrow(/allocation failed/);
    decoder.isBroken = false;
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(2, 2));
    expect(writer.stats().damage).toEqual([]);
  });

  it('and has no tail is told of by number; the others are shown and land', async () => {
    const folder = await newFolder();
    const decoder = decoderBrokenBy('span 2', () => new Error('broken'));
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    await append(writer, bodyOf(0, 2));
    await writer.refresh();
    await append(writer, bodyOf(2, 2));
    // The first finds the batch that was decoded as it came, the others read the log.
    expect(await triesOf(() => writer.refresh())).toBe(TRIES);
    await append(writer, bodyOf(4, 2));
    await writer.refresh();
    const shown = [...spanIds(0, 2), ...spanIds(4, 2)];
    expect(await visibleSpanIds(folder)).toEqual(shown);
    const reason = expect.stringMatching(/2 acknowledged spans of it are in no answer/);
    expect(writer.stats().damage).toMatchObject([{ sequence: 2, reason, quarantined: UNROLLED }]);
    // Wherever that server ends, the next one goes on behind it, and gives its number to nobody.
    await abandon(folder);
    const next = await openWriter(folder, { clock: new ManualClock() });
    expect(await append(next, bodyOf(2, 2))).toMatchObject({ duplicate: true });
    await append(next, bodyOf(6, 2));
    await next.close();
    expect(await visibleSpanIds(folder)).toEqual([...shown, ...spanIds(6, 2)]);
    expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual([UNROLLED]);
  });

  it('is found among those that land together by a start, and they land', async () => {
    const folder = await newFolder();
    const before = await openWriter(folder);
    await appendLogs(before);
    await abandon(folder);
    const decoder = decoderBrokenBy('span 2', () => new Error('broken'));
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    await triesOf(() => writer.land());
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(writer.stats().damage).toMatchObject([{ sequence: 2, quarantined: ASIDE }]);
  });

  /** A thread that ends with each job for this log: as it begins, or once this file has its name. */
  async function workerDyingOf(folder: string, sequence: number, file = ''): Promise<string> {
    const entry = join(folder, 'dying-worker.mjs');
    const text = `
      import { readdirSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});
      const isThere = () => readdirSync(${JSON.stringify(folder)}, { recursive: true }).some((path) => path.endsWith(${JSON.stringify(file)}));
      const die = () => (isThere() ? process.exit(1) : setImmediate(die));
      parentPort.on('message', ({ job }) => {
        const logs = job.logs ?? [job.log ?? job];
        if (logs.some((log) => log.sequence === ${sequence})) die();
      });`;
    await writeFile(entry, text);
    return entry;
  }

  it('ends its thread each time: it is set aside, and the others land', async () => {
    const folder = await newFolder();
    const worker = { entry: await workerDyingOf(folder, 2) };
    const writer = await openWriter(folder, { worker, clock: new ManualClock() });
    await append(writer, bodyOf(0, 2));
    await writer.refresh();
    await append(writer, bodyOf(2, 2));
    expect(await triesOf(() => writer.refresh())).toBe(TRIES);
    await append(writer, bodyOf(4, 2));
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 2), ...spanIds(4, 2)]);
    expect(writer.stats().damage).toMatchObject([{ sequence: 2, quarantined: UNROLLED }]);
  });

  it('takes nothing with it that its landing file has', async () => {
    const folder = await newFolder();
    const before = await openWriter(folder, { worker: { entry: programs.rollWorker }, clock: new ManualClock() });
    await appendLogs(before);
    await abandon(folder);
    const worker = { entry: await workerDyingOf(folder, 1, '-000000000001-000000000003.parquet') };
    const writer = await openWriter(folder, { worker, clock: new ManualClock() });
    await writer.land();
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
    expect(writer.stats()).toMatchObject({ damage: [], landing: { files: 1, rows: 6 } });
  });
});

describe('what is not of the log', () => {
  it.each([
    'ENOSPC',
    'EDQUOT',
    'EFBIG',
    'EIO',
    'EROFS',
    'EACCES',
    'EMFILE',
    'ENFILE',
    'ENOENT',
    'ENOTDIR',
    'ELOOP',
    'Unknown system error -116',
  ])('%s', (code) => {
    expect(isOfTheLog(Object.assign(new Error(code), { code }))).toBe(false);
  });

  it('is what a lost lock makes fail, either; an error of Node’s or of ours is', () => {
    expect(isOfTheLog(new TracelakeError('storage_unavailable', 'Another has taken the folder over.'))).toBe(false);
    expect(isOfTheLog(Object.assign(new RangeError('offset'), { code: 'ERR_OUT_OF_RANGE' }))).toBe(true);
    expect(isOfTheLog(new TracelakeError('internal', 'The thread ended.'))).toBe(true);
    expect(isOfTheLog(new TypeError('x is undefined'))).toBe(true);
    expect(isOfTheLog(Object.assign(new Error('incorrect data check'), { code: 'Z_DATA_ERROR' }))).toBe(true);
  });

  it.each(['EIO', 'ENOSPC', 'EMFILE'])('sets nothing aside, however often it fails: %s', async (code) => {
    const folder = await newFolder();
    const decoder = decoderBrokenBy('span 2', () => Object.assign(new Error(code), { code }));
    const writer = await openWriter(folder, { decoderFactory: decoder.factory, clock: new ManualClock() });
    await append(writer, bodyOf(0, 4));
    for (let n = 0; n < 3 * TRIES; n++) {
      const failure = await writer.land().catch((error: unknown) => error);
      expect(isTracelakeError(failure) ? failure.code : String(failure)).toMatch(new RegExp(`${code}|disk_full`));
    }
    decoder.isBroken = false;
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
    expect(writer.stats().damage).toEqual([]);
    expect(await quarantinedFiles(folder)).toEqual([]);
  });

  it('is a thread that cannot start: it fails for all logs', async () => {
    const folder = await newFolder();
    const writer = await openWriter(folder, { worker: { entry: '/nowhere/roll-worker.mjs' } });
    await append(writer, bodyOf(0, 3));
    for (let n = 0; n < 2 * TRIES; n++) await expect(writer.refresh()).rejects.toThrow(/worker thread ended/);
    await expect(writer.close()).rejects.toThrow(/worker thread ended/);
    expect((await namesIn(folder, 'wal/log')).filter(isNumber(1))).toHaveLength(1);
    await (await openWriter(folder)).close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
  });
});
