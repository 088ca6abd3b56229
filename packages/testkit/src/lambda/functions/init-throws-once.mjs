// A function whose first init fails and whose second works: it remembers in the sandbox's /tmp.
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mark = join(tmpdir(), 'first-init-failed');
if (!existsSync(mark)) {
  writeFileSync(mark, '');
  throw new Error('not yet');
}

export async function handler() {
  return 'at the second try';
}
