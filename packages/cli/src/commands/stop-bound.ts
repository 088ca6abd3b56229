// A server that is told to stop, and does not get done: a disk that does not answer keeps it waiting for ever, and process.exit with it, which
// waits for the threads that ask the disk. What was acknowledged is on disk: a kill costs nothing but the next start's time.
import { TracelakeError } from '@tracelake/schema';
import type { CommandContext } from '../command.ts';
import { logLine } from '../output/log-text.ts';

/** `docker stop` kills after ten seconds, and says nothing of what was still running. */
export const STOP_LIMIT_MS = 9_000;

/** From the first SIGINT or SIGTERM on; the next one ends it at once. @param running what a stop waits for now */
export function boundStop(
  { interrupted, interruptedAgain, terminal, kill }: CommandContext,
  running: () => string,
): void {
  const end = (when: string) => {
    const { code, message } = cutOff(when, running());
    void terminal.stderr.write(logLine(new Date(), 'error', message, { code }, terminal.stderr.colors));
    kill();
  };
  const limited = () => setTimeout(() => end(`after ${STOP_LIMIT_MS / 1_000} s`), STOP_LIMIT_MS).unref();
  if (interrupted.aborted) limited();
  else interrupted.addEventListener('abort', limited, { once: true });
  interruptedAgain.addEventListener('abort', () => end('by a second signal'), { once: true });
}

function cutOff(when: string, running: string): TracelakeError {
  return new TracelakeError(
    'shutting_down',
    `The stop was cut off ${when}; still running: ${running}. Every acknowledged span is on disk; the next start goes on from there.`,
  );
}
