// A disk that does not answer: it fails nothing, so the writer has to say itself that a step hangs, and senders are not left waiting.
import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openLogFile } from '../../src/log/log-file.ts';
import { type BuiltPrograms, buildPrograms } from './built-roll-worker.ts';
import { append, bodyOf, codeOf, newFolder, openWriter, spanIds, visibleSpanIds } from './lake-fixture.ts';

let programs: BuiltPrograms;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => rm(dirname(programs.rollWorker), { recursive: true }));

/** Syncs of the log wait until it answers: with success, or with an error of the disk. */
function silentDisk() {
  const disk = new EventEmitter();
  const answered = once(disk, 'answer');
  answered.catch(() => undefined);
  const open: typeof openLogFile = async (path) => {
    const handle = await openLogFile(path);
    return {
      writev: (buffers, position) => handle.writev(buffers, position),
      datasync: () => answered.then(() => handle.datasync()),
      truncate: (size) => handle.truncate(size),
      close: () => handle.close(),
    };
  };
  return {
    open,
    answers: () => disk.emit('answer'),
    fails: () => disk.emit('error', Object.assign(new Error('EIO'), { code: 'EIO' })),
  };
}

/** Long enough for any sync of a disk that answers. */
const LIMITS = { syncWaitMs: 1_000, stepHangMs: 100 };
const REFUSED = {
  code: 'storage_unavailable',
  message: expect.stringMatching(/syncing the log has been running/),
  retryAfterSeconds: 5,
};

it('tells senders to come again, takes no more meanwhile, and stores what came twice once', async () => {
  const folder = await newFolder();
  const disk = silentDisk();
  const writer = await openWriter(folder, { openLogFile: disk.open, limits: LIMITS });
  for (const body of [bodyOf(0, 2), bodyOf(0, 2), bodyOf(2, 2)]) {
    const refusal = await append(writer, body).catch((error: unknown) => error);
    expect(refusal).toMatchObject(REFUSED);
  }
  await expect.poll(() => writer.hangingSteps).toMatchObject([{ step: 'sync' }]);
  expect(writer.stats().running).toMatchObject([{ step: 'sync', runningMs: expect.any(Number) }]);
  expect(writer.stats().trouble).toMatchObject({ code: 'storage_unavailable' });
  disk.answers();
  await expect.poll(() => writer.stats().running).toEqual([]);
  expect(await append(writer, bodyOf(0, 2))).toMatchObject({ rows: 2, duplicate: true });
  expect(await append(writer, bodyOf(2, 2))).toMatchObject({ rows: 2, duplicate: false });
  // Both are counted, though the first one's sender was told to come again.
  expect(writer.stats().acknowledged.rows).toBe(4);
  expect(writer.currentTrouble).toBeNull();
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});

it('that answers with an error in the end has stored nothing: what comes again is stored', async () => {
  const folder = await newFolder();
  const disk = silentDisk();
  let isFirst = true;
  const open: typeof openLogFile = (path) => {
    const isSilent = isFirst;
    isFirst = false;
    return isSilent ? disk.open(path) : openLogFile(path);
  };
  const writer = await openWriter(folder, { openLogFile: open, limits: LIMITS });
  expect(await codeOf(append(writer, bodyOf(0, 2)))).toBe('storage_unavailable');
  disk.fails();
  await expect.poll(() => writer.stats().running).toEqual([]);
  expect(await append(writer, bodyOf(0, 2))).toMatchObject({ rows: 2, duplicate: false });
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 2));
});

it.each(['refresh', 'land'] as const)('is told of where it keeps the roll: %s', async (step) => {
  const folder = await newFolder();
  const answers = join(folder, 'answers');
  const entry = join(folder, 'late-worker.mjs');
  await writeFile(
    entry,
    `import { EventEmitter, once } from 'node:events';
import { existsSync } from 'node:fs';
     while (!existsSync(${JSON.stringify(answers)})) await new Promise((resolve) => setTimeout(resolve, 10));
     await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});`,
  );
  const writer = await openWriter(folder, { worker: { entry }, limits: { stepHangMs: 100 } });
  await append(writer, bodyOf(0, 2));
  expect(writer.currentTrouble).toBeNull();
  const rolling = writer[step]();
  const name = step === 'land' ? 'landing' : 'tail';
  await expect.poll(() => writer.hangingSteps).toMatchObject([{ step: name }]);
  expect(writer.stats()).toMatchObject({ running: [{ step: name }], trouble: { code: 'storage_unavailable' } });
  // Senders are served meanwhile.
  expect(await append(writer, bodyOf(2, 2))).toMatchObject({ rows: 2 });
  expect(existsSync(answers)).toBe(false);
  await writeFile(answers, '');
  await rolling;
  expect(writer.currentTrouble).toBeNull();
  await writer.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});
