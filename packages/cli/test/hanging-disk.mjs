// Loaded before a server (node --import): while the file HANGS_WHILE is there each sync of a file (with HANGS=rm each removal, with HANGS=roll
// each sync of a worker thread) keeps its thread, as one does of a disk that does not answer. Nobody writes to the FIFO that it opens.
import { existsSync } from 'node:fs';
import disk, { open } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';

const { HANGS_WHILE, FIFO, HANGS = 'sync' } = process.env;
const handle = await open(new URL(import.meta.url).pathname);
const fileHandle = Object.getPrototypeOf(handle);
await handle.close();
const hanging =
  HANGS === 'rm'
    ? [[disk, 'rm']]
    : [
        [fileHandle, 'sync'],
        [fileHandle, 'datasync'],
      ];
for (const [owner, name] of hanging) {
  const { [name]: original } = owner;
  owner[name] = async function (...args) {
    if (existsSync(HANGS_WHILE) && !(HANGS === 'roll' && isMainThread)) await open(FIFO);
    return original.apply(this, args);
  };
}
syncBuiltinESMExports();
