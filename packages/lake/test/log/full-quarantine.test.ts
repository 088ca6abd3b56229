// A start that can set nothing aside, since the quarantine takes nothing: it tells so and goes on, or says what to do where it cannot go on.
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { quarantinedFiles } from '../../src/quarantine.ts';
import {
  append,
  bodyOf,
  flip,
  killedFolder,
  landingNames,
  ManualClock,
  namesIn,
  openWriter,
  recordsOf,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

const LOG = 'wal/log/000000000001.log';

/** No folder can be made below a file. */
async function blockQuarantine(folder: string): Promise<void> {
  await rm(join(folder, 'wal/quarantine'), { recursive: true, force: true });
  await mkdir(join(folder, 'wal/quarantine'));
  await writeFile(join(folder, 'wal/quarantine/wal'), '');
}

async function withShortLog(): Promise<string> {
  const folder = await killedFolder(0, 2, 'refresh', 4);
  const log = join(folder, LOG);
  const [first] = await recordsOf(log);
  await writeFile(log, (await readFile(log)).subarray(0, first!.end));
  await blockQuarantine(folder);
  return folder;
}

const CANNOT = /cannot be set aside in "wal\/quarantine"/;

it('has the rows of a log that its tail lands for, each once, also where that start is killed', async () => {
  const folder = await withShortLog();
  const first = await openWriter(folder);
  expect(first.stats().damage).toMatchObject([
    {
      sequence: 1,
      reason: expect.stringMatching(/all of which came from their tail\. .*cannot be set aside/),
      quarantined: null,
    },
  ]);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 6));
  await rm(join(folder, 'wal/lock'));
  const second = await openWriter(folder);
  await append(second, bodyOf(6, 2));
  await second.close();
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 8));
  expect((await landingNames(folder)).filter((name) => name.includes('-tail-'))).toHaveLength(1);
});

it('leaves a log in its place whose tail has landed, and moves it once it can', async () => {
  const folder = await withShortLog();
  const log = await readFile(join(folder, LOG));
  await (await openWriter(folder)).close();
  // As a kill leaves it that came before the landing of the second log.
  for (const name of (await landingNames(folder)).filter((path) => !path.includes('-tail-'))) {
    await rm(join(folder, 'landing', name));
  }
  await rm(join(folder, 'wal/current.json'));
  await rm(join(folder, 'wal/recent'), { recursive: true });
  await writeFile(join(folder, LOG), log);
  const next = await openWriter(folder);
  expect(next.stats().damage).toMatchObject([
    { sequence: 1, reason: expect.stringMatching(/stays there; its spans are in answers/), quarantined: null },
  ]);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
  expect(await namesIn(folder, 'wal/log')).toContain('000000000001.log');
  await next.close();
  await rm(join(folder, 'wal/quarantine'), { recursive: true });
  await (await openWriter(folder)).close();
  expect((await quarantinedFiles(folder)).map(({ path }) => path)).toEqual([`wal/quarantine/${LOG}`]);
  expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
});

it('keeps a damaged file of fingerprints as it is, and knows the bodies that it still has', async () => {
  const folder = await killedFolder(0, 2, 'land');
  const recent = join(folder, 'wal/recent/000000000001.bin');
  await flip(recent);
  const damaged = await readFile(recent);
  await blockQuarantine(folder);
  const next = await openWriter(folder, { clock: new ManualClock() });
  expect(next.stats().damage).toMatchObject([
    { sequence: 1, reason: expect.stringMatching(CANNOT), quarantined: null },
  ]);
  expect(await readFile(recent)).toEqual(damaged);
  expect(await append(next, bodyOf(2, 2))).toMatchObject({ duplicate: true });
  await next.close();
});

it.runIf(process.platform === 'linux')(
  'does not start where a folder is in the place of a log to come, and says what to do',
  async () => {
    const folder = await killedFolder(0, 2, 'refresh');
    await mkdir(join(folder, 'wal/log/000000000007.log'));
    await rm(join(folder, 'wal/quarantine'), { recursive: true });
    // Nobody makes a file there, nor moves one.
    await symlink('/proc', join(folder, 'wal/quarantine'));
    await expect(openWriter(folder)).rejects.toMatchObject({
      code: 'storage_unavailable',
      message: expect.stringMatching(CANNOT),
      hint: expect.stringMatching(
        /^Make "wal\/quarantine" a folder that can be written.*move "wal\/log\/000000000007.log" out/,
      ),
    });
    await rm(join(folder, 'wal/quarantine'));
    await (await openWriter(folder)).close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 4));
  },
);
