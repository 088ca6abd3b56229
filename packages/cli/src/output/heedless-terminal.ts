// The terminal of a server: that nobody reads what it says (| head), or that the disk its log goes to is full, is no reason to stop serving.
import type { Output, Terminal } from './terminal.ts';

/** Its writes never throw. */
export function heedlessTerminal(terminal: Terminal): Terminal {
  return { ...terminal, stdout: heedless(terminal.stdout), stderr: heedless(terminal.stderr) };
}

function heedless(output: Output): Output {
  return {
    write: (data) => output.write(data).catch(() => undefined),
    isTerminal: output.isTerminal,
    get width() {
      return output.width;
    },
    colors: output.colors,
  };
}
