// Tells of refused bodies without flooding: senders that are told to wait come again many times a second.
import type { TracelakeError } from '@tracelake/schema';
import type { ServerLog } from '../server-log.ts';

const QUIET_MS = 10_000;

export class RefusalLog {
  readonly #log: ServerLog;
  readonly #nowMs: () => number;
  /** By code: when it was last told, and how often it came since. */
  readonly #told = new Map<string, { atMs: number; since: number }>();

  constructor(log: ServerLog, nowMs: () => number) {
    this.#log = log;
    this.#nowMs = nowMs;
  }

  /** Logs the first of a code, then one every ten seconds that says how many there were. */
  note(error: TracelakeError): void {
    const nowMs = this.#nowMs();
    const told = this.#told.get(error.code);
    if (told !== undefined && nowMs - told.atMs < QUIET_MS) {
      told.since += 1;
      return;
    }
    this.#told.set(error.code, { atMs: nowMs, since: 0 });
    const more = told === undefined || told.since === 0 ? {} : { refusedSinceLastLine: told.since };
    this.#log('warn', error.message, { code: error.code, ...more });
  }
}
