// One Trino process over a folder: settings written into it, started on a free port, asked until it answers, stopped by its id.
import { spawn } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../process/free-port.mjs';

const START_TIMEOUT_MS = 300_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 500;

const JVM_OPTIONS = [
  '-Xmx2G',
  '-XX:+UseG1GC',
  '-XX:ReservedCodeCacheSize=256M',
  '-Djdk.attach.allowAttachSelf=true',
  '-Djdk.nio.maxCachedBufferSize=2000000',
  '-Duser.timezone=UTC',
  '-Dfile.encoding=UTF-8',
  '--enable-native-access=ALL-UNNAMED',
  '--sun-misc-unsafe-memory-access=allow',
];

/** `node.*` stand here because no launcher is used. */
function configOf(port, server, etc) {
  return {
    'node.environment': 'test',
    'node.id': 'one',
    'node.internal-address': '127.0.0.1',
    'node.bind-ip': '127.0.0.1',
    coordinator: 'true',
    'node-scheduler.include-coordinator': 'true',
    'http-server.http.port': port,
    'discovery.uri': `http://127.0.0.1:${port}`,
    'query.max-memory': '700MB',
    'query.max-memory-per-node': '700MB',
    'memory.heap-headroom-per-node': '400MB',
    'task.concurrency': '2',
    'catalog.management': 'static',
    'catalog.config-dir': join(etc, 'catalog'),
    'plugin.dir': join(server, 'plugin'),
  };
}

function hiveCatalog(folder) {
  return {
    'connector.name': 'hive',
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 'local:///.trino/metastore',
    'fs.native-local.enabled': 'true',
    'local.location': folder,
    'hive.partition-projection-enabled': 'true',
    // On S3 a missing prefix is just empty.
    'hive.ignore-absent-partitions': 'true',
    'hive.security': 'allow-all',
  };
}

const properties = (values) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');

/** Files in `folder` are tables' files: `local:///lake/…`. */
export async function startTrino({ java, server }, folder) {
  const port = await freePort();
  const home = join(folder, '.trino');
  const etc = join(home, 'etc');
  await mkdir(join(etc, 'catalog'), { recursive: true });
  await mkdir(join(home, 'metastore'), { recursive: true });
  await writeFile(join(etc, 'config.properties'), properties(configOf(port, server, etc)));
  await writeFile(join(etc, 'log.properties'), 'io.trino=INFO\n');
  await writeFile(join(etc, 'catalog', 'hive.properties'), properties(hiveCatalog(folder)));
  await writeFile(join(etc, 'catalog', 'memory.properties'), 'connector.name=memory\n');
  await writeFile(join(etc, 'catalog', 'tpch.properties'), 'connector.name=tpch\n');
  const logFile = join(home, 'server.log');
  const log = await open(logFile, 'w');
  const args = [
    ...JVM_OPTIONS,
    `-Dconfig=${join(etc, 'config.properties')}`,
    `-Dlog.levels-file=${join(etc, 'log.properties')}`,
    '-cp',
    join(server, 'lib', '*'),
    'io.trino.server.TrinoServer',
  ];
  const child = spawn(java, args, { cwd: home, stdio: ['ignore', log.fd, log.fd], env: { LANG: 'C.UTF-8' } });
  await log.close();
  const exited = new Promise((resolve) => {
    child.on('error', () => resolve('no start'));
    child.on('exit', (code, signal) => resolve(code ?? signal));
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopped(child, exited);
  try {
    await Promise.race([answers(url), exited.then((code) => Promise.reject(new Error(`it ended with ${code}`)))]);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; its log is ${logFile}`);
  }
  return { url, pid: child.pid, logFile, exited, stop };
}

/** `starting: false` comes about two seconds before queries work, so a query is asked. */
async function answers(url) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    if (await answersOnce(url)) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error(`it did not answer within ${START_TIMEOUT_MS / 1000} s`);
}

async function answersOnce(url) {
  const headers = { 'X-Trino-User': 'start' };
  try {
    let page = await (await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: 'SELECT 1' })).json();
    while (page.nextUri !== undefined) page = await (await fetch(page.nextUri, { headers })).json();
    return page.error === undefined;
  } catch {
    return false;
  }
}

async function stopped(child, exited) {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}
