// A server that is told to stop, and does not get done: a disk that does not answer keeps it waiting for ever, and process.exit with it, which
// waits for the threads that ask the disk. What was acknowledged is on disk: a kill costs nothing but the next start's time.
import { TracelakeError } from '@tracelake/schema';
import type { StopProgress } from '@tracelake/server';
import type { CommandContext } from '../command.ts';
import { logLine } from '../output/log-text.ts';

/** `docker stop` kills after ten seconds, and says nothing of what was still running. */
export const STOP_LIMIT_MS = 9_000;

/** How long one that lands what it has, step by step, is left to it before it is looked at again. */
const STEP_MS = 1_000;

/** From the first SIGINT or SIGTERM on; the next one ends it at once. @param running what a stop waits for now */
export function boundStop(
  { interrupted, interruptedAgain, terminal, kill }: CommandContext,
  running: () => StopProgress,
): void {
  const end = (when: string) => {
    const { code, message } = cutOff(when, running().what);
    void terminal.stderr.write(logLine(new Date(), 'error', message, { code }, terminal.stderr.colors));
    kill();
  };
  const limited = () => {
    const startedMs = performance.now();
    const look = () => {
      if (running().isGettingOn) setTimeout(look, STEP_MS).unref();
      else end(`after ${Math.round((performance.now() - startedMs) / 1_000)} s`);
    };
    setTimeout(look, STOP_LIMIT_MS).unref();
  };
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
