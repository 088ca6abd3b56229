// The power is cut behind each step that gives or takes a name: of what was acknowledged, nothing hangs on a sync that was not made.
import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { seededRandom } from '@tracelake/testkit';
import { afterEach, expect, it, vi } from 'vitest';
import { forgetfulDisk, KEEPS_NOTHING, type Keeps } from './forgetful-disk.ts';
import {
  abandon,
  append,
  bodyOf,
  codeOf,
  ManualClock,
  newFolder,
  openLogReader,
  openWriter,
  spanIds,
  spanIdsIn,
  visibleSpanIds,
} from './lake-fixture.ts';

vi.mock('node:fs/promises', async (original) => {
  const { forgetfulDisk: disk } = await import('./forgetful-disk.ts');
  return disk.listenedTo(await original());
});

afterEach(() => {
  forgetfulDisk.onChange = () => undefined;
  forgetfulDisk.failsToSync = () => false;
});

const random = seededRandom(5);
const clock = new ManualClock();

class CutLake {
  acknowledged = 0;
  readonly folder: string;
  private readonly copies: { readonly folder: string; readonly acknowledged: number; readonly behind: string }[] = [];

  constructor(folder: string) {
    this.folder = folder;
    // Behind what takes bytes away, and behind what says where they are instead.
    forgetfulDisk.onChange = (path) => {
      if (/wal\/(log\/\d+\.log|current\.json)$/.test(path)) this.cut(path);
    };
  }

  cut(behind: string): void {
    const keeps: Keeps[] = [KEEPS_NOTHING, () => random.below(2) === 0];
    for (const each of keeps) {
      const copy = `${this.folder}-cut-${this.copies.length}`;
      mkdirSync(copy);
      forgetfulDisk.cutPower(this.folder, copy, each);
      this.copies.push({ folder: copy, acknowledged: this.acknowledged, behind });
    }
  }

  /** Rows that were on their way may be there as well. */
  async check(): Promise<number> {
    forgetfulDisk.onChange = () => undefined;
    forgetfulDisk.failsToSync = () => false;
    for (const { folder, acknowledged, behind } of this.copies) {
      const reader = await openLogReader(folder);
      const read = await spanIdsIn(await reader.snapshot());
      reader.close();
      expect([behind, read.slice(0, acknowledged)]).toEqual([behind, spanIds(0, acknowledged)]);
      const writer = await openWriter(folder, { clock });
      const rows = await visibleSpanIds(folder);
      expect([behind, rows.slice(0, acknowledged)]).toEqual([behind, spanIds(0, acknowledged)]);
      expect(new Set(rows).size).toBe(rows.length);
      await writer.close();
    }
    return this.copies.length;
  }
}

it('loses nothing that was acknowledged, whatever no sync has covered', async () => {
  const lake = new CutLake(await newFolder());
  const writer = await openWriter(lake.folder, { clock });
  for (const step of ['refresh', 'land', 'refresh', 'close'] as const) {
    await append(writer, bodyOf(lake.acknowledged, 2));
    lake.acknowledged += 2;
    lake.cut('an answer');
    await writer[step]();
  }
  expect(await lake.check()).toBeGreaterThan(20);
}, 90_000);

it('loses nothing, either, of a landing file whose name no sync had covered when its server was killed', async () => {
  const lake = new CutLake(await newFolder());
  const writer = await openWriter(lake.folder, { clock });
  await append(writer, bodyOf(0, 2));
  lake.acknowledged = 2;
  const hour = join(lake.folder, 'landing/spans/dt=2026-11-22/hour=17');
  forgetfulDisk.failsToSync = (folder) => folder === hour;
  expect(await codeOf(writer.land())).not.toBe('none');
  forgetfulDisk.failsToSync = () => false;
  await abandon(lake.folder);
  const next = await openWriter(lake.folder, { clock });
  await next.close();
  await rm(join(lake.folder, 'wal/lock'), { force: true });
  expect(await lake.check()).toBeGreaterThan(2);
}, 60_000);
