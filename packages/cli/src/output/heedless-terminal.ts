// The terminal of a server: that nobody reads what it says (| head), or that the disk its log goes to is full, is no reason to stop serving.
// Nor is a full pipe whose reader stands still: a start, or a stop, would wait for it for ever.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Output, Terminal } from './terminal.ts';

/** A reader that is only slow has the last words, too. */
const READER_MS = 1_000;

/** Its writes never throw, and take no longer. */
export function heedlessTerminal(terminal: Terminal): Terminal {
  return { ...terminal, stdout: heedless(terminal.stdout), stderr: heedless(terminal.stderr) };
}

function heedless(output: Output): Output {
  return {
    write: (data) =>
      Promise.race([output.write(data).catch(() => undefined), sleep(READER_MS, undefined, { ref: false })]),
    isTerminal: output.isTerminal,
    get width() {
      return output.width;
    },
    colors: output.colors,
  };
}
