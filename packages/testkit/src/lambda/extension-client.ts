// One extension as the Extensions API sees it: registered or not, waiting for an event or busy, and when it was first ready.
import { randomUUID } from 'node:crypto';
import type { ApiAnswer, ApiCall } from './api-server.ts';
import { nowUnixMs, type PlatformDiary } from './platform-record.ts';
import { processCpuMs, processMemory } from './process-usage.ts';
import type { SandboxProcess } from './sandbox-process.ts';

export type ExtensionEvent = 'INVOKE' | 'SHUTDOWN';

/** Milliseconds since the process was spawned; `null` until then. */
export interface ExtensionStart {
  readonly registeredMs: number | null;
  readonly readyMs: number | null;
  /** CPU up to its first `next`. */
  readonly cpuToReadyMs: number | null;
  readonly residentAtReadyMb: number | null;
}

export class ExtensionClient {
  readonly identifier = randomUUID();
  process: SandboxProcess | null = null;
  events: readonly ExtensionEvent[] | null = null;
  /** Told by the extension itself, by init/error or exit/error. */
  errorType: string | null = null;
  /** When it last asked for an event. */
  nextAtUnixMs = 0;
  #start: ExtensionStart = { registeredMs: null, readyMs: null, cpuToReadyMs: null, residentAtReadyMb: null };
  #parked: ApiCall | null = null;
  #pending: Record<string, unknown> | null = null;

  constructor(
    readonly name: string,
    private readonly diary: PlatformDiary,
  ) {}

  get start(): ExtensionStart {
    return this.#start;
  }

  get isRegistered(): boolean {
    return this.events !== null;
  }

  get isReady(): boolean {
    return this.#parked !== null && this.#pending === null;
  }

  get isRunning(): boolean {
    return this.process?.isRunning === true;
  }

  register(events: readonly ExtensionEvent[], answer: (answer: ApiAnswer) => void, body: unknown): void {
    this.events = events;
    this.#start = { ...this.#start, registeredMs: nowUnixMs() - this.process!.startedAtUnixMs };
    this.diary.add('register', this.name, { events });
    answer({ status: 200, body, headers: { 'Lambda-Extension-Identifier': this.identifier } });
  }

  park(call: ApiCall): void {
    this.#parked = call;
    this.nextAtUnixMs = this.diary.add('next', this.name).atUnixMs;
    if (this.#start.readyMs === null) {
      const { pid, startedAtUnixMs } = this.process!;
      const cpuToReadyMs = processCpuMs(pid);
      const residentAtReadyMb = processMemory(pid).residentMb;
      this.#start = { ...this.#start, readyMs: this.nextAtUnixMs - startedAtUnixMs, cpuToReadyMs, residentAtReadyMb };
    }
    if (this.#pending !== null) this.#answer(this.#pending);
  }

  /** Given to the call that waits, or to the next one. */
  send(event: Record<string, unknown>): void {
    this.#pending = event;
    if (this.#parked !== null) this.#answer(event);
  }

  #answer(event: Record<string, unknown>): void {
    this.diary.add('event', this.name, event);
    this.#parked!.answer({ status: 200, body: event, headers: { 'Lambda-Extension-Event-Identifier': randomUUID() } });
    this.#parked = null;
    this.#pending = null;
  }
}
