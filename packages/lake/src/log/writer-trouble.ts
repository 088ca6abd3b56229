// What keeps the writer from its work, for health, stats and doctor: noted by whoever meets it, forgotten once it works again.
import type { TracelakeError } from '@tracelake/schema';
import { isLockLost } from './lock-error.ts';

/** `folder`: is it still ours; `log`: can bodies be acknowledged; `roll`: can they be carried on. */
export type WriterPart = 'folder' | 'log' | 'roll';

interface Noted {
  readonly error: TracelakeError;
  readonly atMonotonicMs: number;
}

/** The log is only tried when somebody sends: without senders its last failure says nothing after a while. */
const LOG_KEEP_MS = 30_000;

export class WriterTrouble {
  private readonly noted = new Map<WriterPart, Noted>();

  note(part: WriterPart, error: TracelakeError, atMonotonicMs: number): void {
    this.noted.set(part, { error, atMonotonicMs });
  }

  /** What failed because the folder was not ours says nothing once it is again, whether or not that was noted between two looks at the lock. */
  clear(part: WriterPart): void {
    if (part === 'folder') {
      const wasLost = this.noted.has('folder');
      for (const [other, { error }] of this.noted) if (wasLost || isLockLost(error)) this.noted.delete(other);
    }
    this.noted.delete(part);
  }

  of(part: WriterPart): TracelakeError | null {
    return this.noted.get(part)?.error ?? null;
  }

  /** The one to be told first; `null` when all is well. */
  current(nowMonotonicMs: number): TracelakeError | null {
    const log = this.noted.get('log');
    const isRecent = log !== undefined && nowMonotonicMs - log.atMonotonicMs <= LOG_KEEP_MS;
    return this.of('folder') ?? (isRecent ? log.error : null) ?? this.of('roll');
  }
}
