// One process of the extension: the very core that the layer runs, on simulated sockets, files and timers.
import { createInvocationAssembler, type WideRow } from '@tracelake/otlp';
import { RowFitting } from '@tracelake/otlp/row-fitting';
import type { SeededRandom } from '@tracelake/testkit';
import { createBodyTurns, type InTurn } from '../../src/core/body-turns.ts';
import type { CallOutcome } from '../../src/core/call-outcome.ts';
import { isSampling } from '../../src/core/chosen-parts.ts';
import type { FirehoseRecord } from '../../src/core/document-packing.ts';
import { DROP_REASONS } from '../../src/core/drop-counters.ts';
import { ExtensionCore } from '../../src/core/extension-core.ts';
import type { ExtensionEffect, ExtensionInput, Happening } from '../../src/core/extension-input.ts';
import { RowSampling } from '../../src/core/row-sampling.ts';
import { readSegment, type SegmentContent } from '../../src/core/segment-reader.ts';
import type { Settings } from '../../src/core/settings.ts';
import { DocumentAccount } from './document-account.ts';
import type { EventQueue } from './event-queue.ts';
import type { RowLedger } from './row-ledger.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { SimulatedFirehose } from './simulated-firehose.ts';

export interface SimulatedWorld {
  readonly queue: EventQueue;
  readonly disk: SimulatedDisk;
  readonly firehose: SimulatedFirehose;
  readonly ledger: RowLedger;
  readonly random: SeededRandom;
  readonly settings: Settings;
  readonly hasAmendments: boolean;
  /** How far the wall clock is off. */
  clockOffsetMs: number;
}

export class SimulatedExtension {
  readonly core: ExtensionCore;
  readonly account = new DocumentAccount();
  isAlive = true;
  /** Ended by SIGKILL, not by itself. */
  isKilled = false;
  /** `next` was asked and not answered. */
  isAsking = false;
  askedAtMs = 0;
  calls = 0;
  logLines = 0;
  /** Behind the spans that came before. */
  readonly tellInTurn: (next: InTurn) => void;
  readonly #world: SimulatedWorld;
  readonly #inputs: ExtensionInput[] = [];
  #isStepping = false;
  #isCallOpen = false;
  /** One call is open at a time. */
  #lastRecords: readonly FirehoseRecord[] = [];
  #wake = 0;
  #effectsUntilKill = Number.POSITIVE_INFINITY;
  /** While the environment is frozen. */
  #isFrozen = false;
  #held: Happening[] = [];
  /** What goes on in the middle of a body. */
  #reading: (() => void) | undefined;

  constructor(
    world: SimulatedWorld,
    readonly hasTelemetry: boolean,
  ) {
    this.#world = world;
    const { disk, random, settings, hasAmendments } = world;
    const rows = createInvocationAssembler({
      functionName: 'checkout',
      functionVersion: '7',
      memorySizeMb: 128,
      region: 'eu-central-1',
      hasTelemetry,
      fitting: hasAmendments ? undefined : Object.assign(new RowFitting({}), { hasAmendments }),
    });
    if (disk.invocationState !== null) rows.restore(disk.invocationState);
    this.core = new ExtensionCore({
      settings,
      rows,
      sampling: isSampling(settings) ? new RowSampling({ settings, ownerOf: (row) => rows.ownerOf(row) }) : undefined,
      identity: { functionName: 'checkout', functionVersion: '7', serviceName: 'checkout' },
      fraction: random.fraction,
    });
    const { store } = this.core;
    const add = store.add.bind(store);
    store.add = (documents, nowMs) => {
      this.account.take(documents);
      add(documents, nowMs);
    };
    if (settings.spoolBytes > 0) this.account.take(disk.documents());
    this.tellInTurn = createBodyTurns(
      (happening) => this.tell(happening),
      (goOn) => this.#later(goOn),
      () => world.queue.nowMs + world.clockOffsetMs,
    );
    this.tell({
      kind: 'started',
      hasTelemetry,
      segments: settings.spoolBytes === 0 ? [] : disk.find(),
      invocationState: disk.invocationState,
    });
  }

  /** Everything that was dropped by it, by any reason. */
  get dropped(): number {
    return DROP_REASONS.reduce((total, reason) => total + this.core.drops.of(reason), 0);
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  thaw(): void {
    this.#isFrozen = false;
    this.#reading?.();
    this.#reading = undefined;
    for (const happening of this.#held.splice(0)) this.tell(happening);
  }

  /** SIGKILL, before one of its next effects. */
  killSoon(effects: number): void {
    this.#effectsUntilKill = effects;
  }

  kill(): void {
    if (!this.isAlive) return;
    this.isKilled = true;
    this.isAlive = false;
  }

  tell(happening: Happening): void {
    if (!this.isAlive) return;
    if (this.#isFrozen) {
      this.#held.push(happening);
      return;
    }
    if (happening.kind === 'called') this.#isCallOpen = false;
    this.#inputs.push({ ...happening, nowMs: this.#world.queue.nowMs + this.#world.clockOffsetMs } as ExtensionInput);
    if (this.#isStepping) return;
    this.#isStepping = true;
    for (let input = this.#inputs.shift(); input !== undefined && this.isAlive; input = this.#inputs.shift()) {
      if (input.kind === 'called') this.#settle(input.outcome);
      for (const effect of this.core.step(input)) {
        if (this.#effectsUntilKill-- <= 0) this.kill();
        if (this.isAlive) this.#perform(effect);
      }
    }
    this.#isStepping = false;
  }

  spans(rows: readonly WideRow[]): void {
    this.tellInTurn({ kind: 'body', rows: rows.values() });
  }

  /** Behind what comes at the same moment: reading takes no time here, as nothing does. Killed there, too. */
  #later(goOn: () => void): void {
    if (this.#effectsUntilKill-- <= 0) this.kill();
    this.#world.queue.after(0, () => {
      if (this.#isFrozen) this.#reading = goOn;
      else goOn();
    });
  }

  #perform(effect: ExtensionEffect): void {
    const { queue, disk, ledger } = this.#world;
    switch (effect.kind) {
      case 'next':
        if (this.#isCallOpen) ledger.violations.push('next was asked while a call was open');
        if (this.isAsking) ledger.violations.push('next was asked twice');
        this.isAsking = true;
        this.askedAtMs = queue.nowMs;
        break;
      case 'call':
        this.#call(effect);
        break;
      case 'spool-append': {
        const isWritten = disk.append(effect.segment, effect.frame);
        if (isWritten) this.account.write([...readSegment(effect.frame).documents.values()]);
        this.tell({ kind: 'spool-appended', segment: effect.segment, firstIndex: effect.firstIndex, isWritten });
        break;
      }
      case 'spool-read':
        this.tell({ kind: 'spool-content', segment: effect.segment, content: this.#contentOf(effect.segment) });
        break;
      case 'spool-remove':
        disk.remove(effect.segment);
        break;
      case 'save-state':
        disk.invocationState = effect.text === '' ? null : effect.text;
        break;
      case 'wake': {
        const wake = ++this.#wake;
        if (effect.atMs === null) break;
        const delayMs = effect.atMs - queue.nowMs - this.#world.clockOffsetMs;
        queue.after(delayMs, () => wake === this.#wake && this.tell({ kind: 'woken' }));
        break;
      }
      case 'log':
        this.logLines++;
        break;
      case 'exit':
        this.isAlive = false;
        break;
    }
  }

  #contentOf(segment: string): SegmentContent | null {
    const bytes = this.#world.disk.read(segment);
    return bytes === null ? null : readSegment(bytes);
  }

  #settle(outcome: CallOutcome): void {
    if (outcome.kind !== 'answered') return;
    const accepted = this.#lastRecords.filter((_, i) => outcome.errors[i] === null).flat();
    this.account.settle(accepted.map(({ bytes }) => bytes));
  }

  #call(effect: Extract<ExtensionEffect, { kind: 'call' }>): void {
    const { queue, disk, firehose, ledger } = this.#world;
    if (this.#isCallOpen) ledger.violations.push('two calls were open at once');
    this.#isCallOpen = true;
    this.#lastRecords = effect.records;
    this.calls++;
    const { outcome, delayMs, accepted } = firehose.call(effect.records, effect.timeoutMs, effect.isFreshSocket);
    if (delayMs > effect.timeoutMs) ledger.violations.push('a call outlived its time');
    const documents = accepted.map(({ bytes }) => bytes);
    ledger.accept(documents);
    // Until the extension has read an answer that says so, only the ledger knows.
    ledger.doubt(documents);
    queue.after(delayMs, () => {
      this.tell({ kind: 'called', id: effect.id, outcome });
      // A disk that could not note it tells the next process the old state.
      if (this.isAlive && outcome.kind === 'answered' && disk.state === 'well') ledger.trust(documents);
    });
  }
}
