// A real Trino for tests: `node scripts/trino.mjs [--folder DIR]` installs it once, starts it on a free port of 127.0.0.1, prints one
// line of JSON `{url, pid, folder}`, and stops it when its standard input ends or it is told to stop. Exit code 3: it cannot be had here.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installTrino } from './trino/install.mjs';
import { startTrino } from './trino/server.mjs';

const NOT_AVAILABLE = 3;

const { values } = parseArgs({ options: { folder: { type: 'string' } } });
let folder;

async function availableTrino() {
  try {
    const installation = await installTrino();
    folder = values.folder === undefined ? await mkdtemp(join(tmpdir(), 'tracelake-trino-')) : resolve(values.folder);
    await mkdir(folder, { recursive: true });
    return await startTrino(installation, folder);
  } catch (error) {
    console.error(`No Trino: ${error.message.split('\n', 1)[0]}`);
    process.exit(NOT_AVAILABLE);
  }
}

const server = await availableTrino();
console.log(JSON.stringify({ url: server.url, pid: server.pid, folder }));

let stopping = false;
async function stop() {
  if (stopping) return;
  stopping = true;
  await server.stop();
  if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.stdin.on('end', stop).resume();
server.exited.then((code) => {
  if (stopping) return;
  console.error(`Trino ended with ${code}; its log is ${server.logFile}`);
  process.exit(1);
});
