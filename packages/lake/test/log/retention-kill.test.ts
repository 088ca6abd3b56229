// kill -9 while hours that are no longer kept are deleted: what is kept stays, what was hidden never shows again, the next start ends it.
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type BuiltPrograms, buildPrograms } from './built-roll-worker.ts';
import { runAndKill } from './killed-writer.ts';
import {
  append,
  bodyOf,
  ManualClock,
  namesIn,
  newFolder,
  openWriter,
  spanIds,
  visibleSpanIds,
} from './lake-fixture.ts';

const OLD_FILES = 500;
const OLD_SPANS = new Set(spanIds(0, 3));
const OLD_HOUR = 'landing/spans/dt=2026-11-22/hour=17';
const POLL = { timeout: 30_000 };
/** The program keeps two days. */
const RETENTION = { retentionDays: 2, tailEveryMs: 50, graceMs: 0 };

let programs: BuiltPrograms;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => rm(dirname(programs.rollWorker), { recursive: true }));

/** Many files of the clock's hour: one that a writer landed, and copies of it under names of other writers. */
async function withOldHour(): Promise<string> {
  const folder = await newFolder();
  const writer = await openWriter(folder, { clock: new ManualClock() });
  await append(writer, bodyOf(0, OLD_SPANS.size));
  await writer.land();
  await writer.close();
  const [landed] = await namesIn(folder, OLD_HOUR);
  for (let copy = 1; copy < OLD_FILES; copy++) {
    await copyFile(join(folder, OLD_HOUR, landed!), join(folder, OLD_HOUR, `copy-${copy}.parquet`));
  }
  return folder;
}

function oldFiles(folder: string): number {
  const hour = join(folder, OLD_HOUR);
  return existsSync(hour) ? readdirSync(hour).length : 0;
}

it('loses nothing that is kept, shows nothing again, and is ended by the next start', async () => {
  const folder = await withOldHour();
  const kept: string[] = [];
  const isDeleting = async (before: number) => {
    while (oldFiles(folder) === before) await setImmediate();
  };
  const left: number[] = [OLD_FILES];
  for (let round = 1; round <= 3 && left[0]! > 0; round++) {
    kept.push(...(await runAndKill(programs, folder, round * 1_000_000, () => isDeleting(left[0]!))));
    left.unshift(oldFiles(folder));
    const visible = await visibleSpanIds(folder);
    expect(visible.filter((id) => OLD_SPANS.has(id))).toEqual([]);
    expect(new Set(visible).size).toBe(visible.length);
  }
  // At least one kill fell into the middle.
  expect(left.some((files) => files > 0 && files < OLD_FILES)).toBe(true);
  const writer = await openWriter(folder, { limits: RETENTION });
  await expect.poll(() => oldFiles(folder), POLL).toBe(0);
  const visible = new Set(await visibleSpanIds(folder));
  expect(kept.filter((id) => !visible.has(id))).toEqual([]);
  expect(kept.length).toBeGreaterThan(0);
  await expect.poll(async () => (await namesIn(folder, 'catalog/spans')).join(), POLL).not.toContain('dt=2026-11-22');
  await writer.close();
}, 120_000);
