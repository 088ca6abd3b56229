// A question's one deadline: what it waits for, prepares and runs, all of it counts.
import { TracelakeError } from '@tracelake/schema';
import type { RunOptions } from './query-engine.ts';

type Deadline = Pick<RunOptions, 'timeoutMs' | 'askedAtMs' | 'signal'>;

/** Never below 0. */
export function remainingMs({ timeoutMs, askedAtMs = performance.now() }: Deadline): number {
  return Math.max(0, timeoutMs - (performance.now() - askedAtMs));
}

export function deadlineError({ timeoutMs }: Deadline): TracelakeError {
  return new TracelakeError('query_timeout', `The query did not end within ${timeoutMs} ms`, {
    details: { timeoutMs },
  });
}

/** For work that others share: it goes on, and this one waits no longer. Throws what the work throws. */
export async function beforeDeadline<Result>(work: Promise<Result>, deadline: Deadline): Promise<Result> {
  const { signal } = deadline;
  let timer: NodeJS.Timeout | undefined;
  let onAbort = (): void => undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(deadlineError(deadline)), remainingMs(deadline));
    onAbort = () => reject(new TracelakeError('query_canceled', 'The query was canceled'));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}
