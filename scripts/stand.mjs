// Starts a stand-in for AWS on this machine, for `npm run test:aws`: MiniStack (S3, Glue, Firehose, Lambda, Athena's flow).
// Prints one line of JSON, `{url, httpfs}` (DuckDB's signed extension), and ends with its standard input. Installs both once,
// into a cache folder outside the clone.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './process/free-port.mjs';
import { runCommand } from './process/run-command.mjs';

/** DuckDB answers its Athena and converts its Firehose's records. */
const PACKAGES = ['ministack==1.5.33', 'duckdb==1.5.6'];
/** Of the DuckDB that packages/engine pins; asked without its own DuckDB, which is another. */
const HTTPFS = 'duckdb-extension-httpfs==1.5.5';
const READY_TIMEOUT_MS = 60_000;

/** Unpacked functions: 90 MB each. */
const temporary = mkdtempSync(join(tmpdir(), 'tracelake-stand-'));
const { ministack, httpfs } = await install(cacheFolder());
const port = await freePort();
const server = await start(ministack, port);
console.log(JSON.stringify({ url: `http://127.0.0.1:${port}`, httpfs }));
// Nothing in it is worth an orderly end, which takes seconds; but functions that it has started would outlive it.
process.stdin.on('end', end).resume();
server.on('close', () => {
  rmSync(temporary, { recursive: true, force: true });
  process.exit();
});

function end() {
  const functions = childrenOf(server.pid);
  server.kill('SIGKILL');
  for (const pid of functions) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

/** Nothing where the system does not tell. */
function childrenOf(pid) {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function cacheFolder(env = process.env) {
  return env.TRACELAKE_STAND_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracelake-stand');
}

/** Throws where Python or the downloads fail. */
async function install(cache) {
  const pip = join(cache, 'bin', 'pip');
  const ministack = join(cache, 'bin', 'ministack');
  if (!existsSync(ministack)) {
    console.error(`Downloading MiniStack (60 MB) into ${cache}`);
    await mkdir(cache, { recursive: true });
    await runCommand('python3', ['-m', 'venv', cache]);
    await runCommand(pip, ['install', '--quiet', ...PACKAGES]);
  }
  if (httpfsIn(cache) === undefined) await runCommand(pip, ['install', '--quiet', '--no-deps', HTTPFS]);
  return { ministack, httpfs: httpfsIn(cache) };
}

async function start(ministack, port) {
  // Its other listeners would take fixed ports on all addresses.
  const env = {
    ...process.env,
    TMPDIR: temporary,
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    GATEWAY_PORT: `${port}`,
  };
  const server = spawn(ministack, [], { env, stdio: 'ignore' });
  for (const startedMs = performance.now(); !(await isReady(port)); await sleep(100)) {
    if (server.exitCode === null && performance.now() - startedMs < READY_TIMEOUT_MS) continue;
    server.kill('SIGKILL');
    throw new Error('MiniStack does not start');
  }
  return server;
}

async function isReady(port) {
  return fetch(`http://127.0.0.1:${port}/_ministack/health`).then(
    (response) => response.ok,
    () => false,
  );
}

/** `lib/python3.x/site-packages/duckdb_extension_httpfs/extensions/v…/httpfs.duckdb_extension` */
function httpfsIn(cache) {
  const lib = join(cache, 'lib');
  for (const python of existsSync(lib) ? readdirSync(lib) : []) {
    const versions = join(lib, python, 'site-packages', 'duckdb_extension_httpfs', 'extensions');
    const [version] = existsSync(versions) ? readdirSync(versions) : [];
    if (version !== undefined) return join(versions, version, 'httpfs.duckdb_extension');
  }
  return undefined;
}
