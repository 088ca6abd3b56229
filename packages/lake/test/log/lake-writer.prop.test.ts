// The log against a model: random work, copies of the folder at random moments (what kill -9 leaves, what a power cut leaves), a second
// crash inside the recovery of each copy. In every copy each acknowledged row is there once, and nothing that was not sent.
import { cpSync } from 'node:fs';
import { SPANS_TABLE } from '@tracelake/schema';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LakeReader } from '../../src/lake-reader.ts';
import { withSnapshot } from '../../src/with-snapshot.ts';
import { newFolder, openReader, openWriter, spanIdsIn } from './lake-fixture.ts';
import { type Copy, copyOf, LakeModel, pass, type Step } from './lake-model.ts';

const health = fc.constantFrom('well' as const, 'full' as const, 'failing sync' as const);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), bodies: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'retry' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'refresh' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'land' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 60_000, -90_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disk' as const), health }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Evenly spread: small numbers are not more interesting than others here. */
const microseconds = (max: number) => fc.noBias(fc.integer({ min: 0, max }));

const script = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 16 }),
  /** Microseconds between two copies; a landing takes about 10,000. */
  crashes: fc.array(microseconds(40_000), { minLength: 3, maxLength: 8 }),
  recoveryCrash: microseconds(20_000),
  /** Of what a power cut takes. */
  cut: fc.nat(),
});

async function rowsOf(folder: string): Promise<string[]> {
  const ids = await spanIdsIn(await (await openReader(folder)).snapshot());
  expect(ids.filter((id, n) => id === ids[n - 1])).toEqual([]);
  return ids;
}

async function checkRecovered(copy: Copy, sent: ReadonlySet<string>): Promise<void> {
  const writer = await openWriter(copy.folder);
  const rows = new Set(await rowsOf(copy.folder));
  expect([...copy.acknowledged].filter((id) => !rows.has(id))).toEqual([]);
  expect([...rows].filter((id) => !sent.has(id))).toEqual([]);
  await writer.close();
  expect(new Set(await rowsOf(copy.folder))).toEqual(rows);
}

/** Copies the copy while it recovers. */
async function crashInRecovery(copy: Copy, afterMicros: number): Promise<Copy | null> {
  const folder = `${copy.folder}-recovering`;
  cpSync(copy.folder, folder, { recursive: true });
  const opening = openWriter(folder);
  await pass(afterMicros, () => false);
  const crashed = copyOf(folder, 'crashed');
  await (await opening).close();
  return crashed === null ? null : { folder: crashed, acknowledged: copy.acknowledged };
}

/** Looks again and again, as queries do beside the writer: each moment has what was shown before it, and nothing twice. */
async function readThroughout(reader: LakeReader, model: LakeModel, isOver: () => boolean): Promise<number> {
  let looks = 0;
  while (!isOver()) {
    const before = model.shown;
    const ids = await withSnapshot(reader, spanIdsIn);
    expect(ids.filter((id, n) => id === ids[n - 1])).toEqual([]);
    const seen = new Set(ids);
    expect([...before].filter((id) => !seen.has(id))).toEqual([]);
    expect(ids.filter((id) => !model.sent.has(id))).toEqual([]);
    looks++;
    await pass(500, isOver);
  }
  return looks;
}

it('keeps every acknowledged row exactly once, wherever it is killed, wherever the power is cut', async () => {
  await fc.assert(
    fc.asyncProperty(script, async ({ steps, crashes, recoveryCrash, cut }) => {
      const folder = await newFolder();
      const model = new LakeModel(folder);
      await model.open();
      let running = true;
      const work = (async () => {
        for (const step of steps) await model.do(step);
      })().finally(() => {
        running = false;
      });
      // One lists landing each time, the other remembers its listing as long as a server does.
      const readers = [await openReader(folder), await LakeReader.open({ folder, table: SPANS_TABLE })];
      const reading = Promise.all(readers.map((reader) => readThroughout(reader, model, () => !running)));
      for (const afterMicros of crashes) {
        await pass(afterMicros, () => !running);
        model.crash();
        model.cutPower(cut + model.copies.length);
      }
      await work;
      await reading;
      model.crash();
      model.cutPower(cut);
      model.disk.health = 'well';
      await model.close();
      const final = new Set(await rowsOf(folder));
      expect([...model.acknowledged].filter((id) => !final.has(id))).toEqual([]);
      for (const copy of model.copies) {
        const again = await crashInRecovery(copy, recoveryCrash);
        await checkRecovered(copy, model.sent);
        if (again !== null) await checkRecovered(again, model.sent);
      }
    }),
    { numRuns: 12 },
  );
}, 120_000);
