// The log against a model: random work, copies of the folder at random moments (what kill -9 leaves), a second crash inside
// the recovery of each copy. In every copy each acknowledged row is there once, and nothing that was not sent.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LakeWriter } from '../../src/log/lake-writer.ts';
import { type LogHandle, openLogFile } from '../../src/log/log-file.ts';
import { append, bodyOf, ManualClock, newFolder, openReader, openWriter, spanIdsIn } from './lake-fixture.ts';
import { spanIdOf } from './span-bodies.ts';

type Step =
  | { readonly kind: 'append'; readonly bodies: number }
  | { readonly kind: 'retry' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'land' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'disk'; readonly isFull: boolean }
  | { readonly kind: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), bodies: fc.integer({ min: 1, max: 4 }) }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'retry' as const }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'refresh' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'land' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 60_000, -90_000) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disk' as const), isFull: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
);

/** Evenly spread: small numbers are not more interesting than others here. */
const microseconds = (max: number) => fc.noBias(fc.integer({ min: 0, max }));

const script = fc.record({
  steps: fc.array(step, { minLength: 4, maxLength: 16 }),
  /** Microseconds between two copies; a landing takes about 10,000. */
  crashes: fc.array(microseconds(40_000), { minLength: 3, maxLength: 8 }),
  recoveryCrash: microseconds(20_000),
});

const ROWS_PER_BODY = 2;

interface Copy {
  readonly folder: string;
  readonly acknowledged: ReadonlySet<string>;
}

/** The folder at one moment: nothing of this process's JavaScript runs while it is copied. */
function copyOf(folder: string, name: string): string | null {
  const copy = `${folder}-${name}`;
  try {
    cpSync(folder, copy, { recursive: true });
  } catch {
    // A file that a thread had just renamed; the next moment will do.
    rmSync(copy, { recursive: true, force: true });
    return null;
  }
  rmSync(join(copy, 'wal/lock'), { force: true });
  return copy;
}

/** Lets everything else run; timers alone would only ever stop at whole milliseconds. */
async function pass(micros: number, isOver: () => boolean): Promise<void> {
  const until = performance.now() + micros / 1000;
  while (performance.now() < until && !isOver()) await new Promise<void>((resolve) => setImmediate(resolve));
}

class Model {
  readonly acknowledged = new Set<string>();
  readonly sent = new Set<string>();
  readonly copies: Copy[] = [];
  readonly clock = new ManualClock();
  isFull = false;
  private readonly folder: string;
  private writer: LakeWriter | null = null;
  private nextSpan = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  openLogFile = async (path: string): Promise<LogHandle> => {
    const handle = await openLogFile(path);
    return {
      writev: async (buffers, position) => {
        if (!this.isFull) return handle.writev(buffers, position);
        await handle.writev([buffers[0]!.subarray(0, 50)], position);
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
      },
      datasync: () => handle.datasync(),
      truncate: (length) => handle.truncate(length),
      close: () => handle.close(),
    };
  };

  async open(): Promise<LakeWriter> {
    const limits = { segmentBytes: 2_000, landingLogBytes: 2_500 };
    this.writer ??= await openWriter(this.folder, { clock: this.clock, limits, openLogFile: this.openLogFile });
    return this.writer;
  }

  crash(): void {
    const folder = copyOf(this.folder, `copy-${this.copies.length}`);
    if (folder !== null) this.copies.push({ folder, acknowledged: new Set(this.acknowledged) });
  }

  async do(step: Step): Promise<void> {
    const writer = await this.open();
    switch (step.kind) {
      case 'append':
        await Promise.all(Array.from({ length: step.bodies }, () => this.send(writer, this.takeSpans())));
        return;
      case 'retry':
        if (this.nextSpan > 0) await this.send(writer, this.nextSpan - ROWS_PER_BODY);
        return;
      case 'refresh':
        return writer.refresh();
      case 'land':
        return writer.land();
      case 'wait':
        this.clock.advance(step.ms);
        return;
      case 'disk':
        this.isFull = step.isFull;
        return;
      case 'restart':
        await writer.close();
        this.writer = null;
    }
  }

  private takeSpans(): number {
    const first = this.nextSpan;
    this.nextSpan += ROWS_PER_BODY;
    return first;
  }

  private async send(writer: LakeWriter, first: number): Promise<void> {
    const ids = Array.from({ length: ROWS_PER_BODY }, (_, n) => spanIdOf(first + n));
    for (const id of ids) this.sent.add(id);
    try {
      await append(writer, bodyOf(first, ROWS_PER_BODY, 100));
    } catch (error) {
      expect(error).toMatchObject({ code: 'disk_full' });
      return;
    }
    for (const id of ids) this.acknowledged.add(id);
  }

  async close(): Promise<void> {
    await this.writer?.close();
  }
}

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

it('keeps every acknowledged row exactly once, wherever it is killed', async () => {
  await fc.assert(
    fc.asyncProperty(script, async ({ steps, crashes, recoveryCrash }) => {
      const folder = await newFolder();
      const model = new Model(folder);
      await model.open();
      let running = true;
      const work = (async () => {
        for (const step of steps) await model.do(step);
        running = false;
      })();
      for (const afterMicros of crashes) {
        await pass(afterMicros, () => !running);
        model.crash();
      }
      await work;
      model.crash();
      model.isFull = false;
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
