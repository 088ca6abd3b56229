// Loaded before a server (node --import): while the file HANGS_WHILE is there each sync of a file keeps its thread, as one does of a disk
// that does not answer. Nobody writes to the FIFO that it opens.
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';

const { HANGS_WHILE, FIFO } = process.env;
const handle = await open(new URL(import.meta.url).pathname);
const fileHandle = Object.getPrototypeOf(handle);
await handle.close();
for (const name of ['sync', 'datasync']) {
  const { [name]: original } = fileHandle;
  fileHandle[name] = async function () {
    if (existsSync(HANGS_WHILE)) await open(FIFO);
    return original.call(this);
  };
}
