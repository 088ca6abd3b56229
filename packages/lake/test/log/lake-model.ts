// The log's model: random work on a writer, what it acknowledged and what it refused, and copies of its folder as kill -9 or a power cut leave it.
import { cpSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isTracelakeError } from '@tracelake/schema';
import { type SeededRandom, seededRandom } from '@tracelake/testkit';
import type { LakeWriter } from '../../src/log/lake-writer.ts';
import { append, bodyOf, ManualClock, openWriter } from './lake-fixture.ts';
import { type DiskHealth, SimulatedDisk } from './simulated-disk.ts';
import { spanIdOf } from './span-bodies.ts';

export type Step =
  | { readonly kind: 'append'; readonly bodies: number }
  | { readonly kind: 'retry' }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'land' }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'disk'; readonly health: DiskHealth }
  | { readonly kind: 'restart' };

const ROWS_PER_BODY = 2;
const REFUSALS = new Set(['disk_full', 'storage_unavailable']);

export interface Copy {
  readonly folder: string;
  readonly acknowledged: ReadonlySet<string>;
}

/** The folder at one moment: nothing of this process's JavaScript runs while it is copied. */
export function copyOf(folder: string, name: string): string | null {
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
export async function pass(micros: number, isOver: () => boolean): Promise<void> {
  const until = performance.now() + micros / 1000;
  while (performance.now() < until && !isOver()) await new Promise<void>((resolve) => setImmediate(resolve));
}

export class LakeModel {
  readonly acknowledged = new Set<string>();
  readonly sent = new Set<string>();
  /** What each reader must see from now on. */
  shown: ReadonlySet<string> = new Set();
  readonly copies: Copy[] = [];
  readonly clock = new ManualClock();
  readonly disk = new SimulatedDisk();
  private readonly folder: string;
  private writer: LakeWriter | null = null;
  private nextSpan = 0;

  constructor(folder: string) {
    this.folder = folder;
  }

  async open(): Promise<LakeWriter> {
    // Some logs have rows enough for a row group of their own.
    const limits = { segmentBytes: 2_000, landingLogBytes: 2_500, rowGroupRows: 4 };
    this.writer ??= await openWriter(this.folder, { clock: this.clock, limits, openLogFile: this.disk.openLogFile });
    return this.writer;
  }

  crash(): void {
    const folder = copyOf(this.folder, `copy-${this.copies.length}`);
    if (folder !== null) this.copies.push({ folder, acknowledged: new Set(this.acknowledged) });
  }

  /** As found after the power was cut now: nothing is there for sure that no sync had covered. */
  cutPower(seed: number): void {
    const folder = copyOf(this.folder, `cut-${this.copies.length}`);
    if (folder === null) return;
    const random = seededRandom(seed);
    for (const [path, bytes] of this.disk.logsAfterPowerCut(random)) {
      const copy = join(folder, 'wal/log', basename(path));
      if (bytes === null) rmSync(copy, { force: true });
      else writeFileSync(copy, bytes);
    }
    forgetTails(folder, random);
    this.copies.push({ folder, acknowledged: new Set(this.acknowledged) });
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
        return this.show(() => writer.refresh());
      case 'land':
        return this.show(() => writer.land());
      case 'wait':
        this.clock.advance(step.ms);
        return;
      case 'disk':
        this.disk.health = step.health;
        return;
      case 'restart':
        await this.show(() => writer.close());
        this.writer = null;
    }
  }

  private async show(work: () => Promise<void>): Promise<void> {
    const acknowledged = new Set(this.acknowledged);
    await work();
    this.shown = acknowledged;
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
      if (!isTracelakeError(error) || !REFUSALS.has(error.code)) throw error;
      return;
    }
    for (const id of ids) this.acknowledged.add(id);
  }

  async close(): Promise<void> {
    await this.writer?.close();
  }
}

/** Tails, their documents and the current.json that names them are never synced; one that counts landing files is, but it may be torn too. */
function forgetTails(folder: string, random: SeededRandom): void {
  const tails = readdirSync(join(folder, 'wal/tail')).map((name) => join(folder, 'wal/tail', name));
  for (const path of [...tails, join(folder, 'wal/current.json')]) {
    if (random.below(2) === 0) continue;
    if (random.below(2) === 0 && path !== join(folder, 'wal/current.json')) rmSync(path);
    else truncateSync(path, random.below(3) * 20);
  }
}
