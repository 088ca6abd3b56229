// A sign of life on stderr while something takes long; nothing where nobody looks.
import type { Output } from './terminal.ts';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
/** Quick work shows nothing. */
const DELAY_MS = 400;
const FRAME_MS = 100;

/** Shows `label` until the work has ended. */
export async function withProgress<T>(output: Output, label: string, work: () => Promise<T>): Promise<T> {
  if (!output.isTerminal) return work();
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = (): void => {
    output.write(`\r${FRAMES[frame % FRAMES.length]} ${label}`).catch(() => {});
    frame += 1;
    timer = setTimeout(draw, FRAME_MS);
  };
  timer = setTimeout(draw, DELAY_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (frame > 0) await output.write('\r\x1b[K');
  }
}
