// Builds packages/dashboard into a folder, with a brotli and a gzip form beside every file that gains by it.
// Nothing is done when the folder's page was made of the same sources: the page is built once where many builds run.
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';

const PACKAGE = 'packages/dashboard';
/** What the page is made of: its own package, and the pure parts that it takes in. */
const SOURCES = [
  PACKAGE,
  'packages/query/src/structured',
  'packages/schema/src',
  'package-lock.json',
  'scripts/build-page.mjs',
];
const COMPRESSED = /\.(?:js|css|html|svg|json)$/;
const WORTH_COMPRESSING_BYTES = 1024;

export async function buildPage(folder) {
  const stamp = join(folder, 'sources.txt');
  const sources = await hashOf(SOURCES);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === sources) return;
  // Built beside and then moved: a server that runs from the folder finds a whole page at every moment but one.
  const fresh = `${folder}-fresh`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  // Under a test runner it is "test", and vite would take React's development build: 73 kB more of the first load.
  process.env['NODE_ENV'] = 'production';
  await build({
    configFile: join(PACKAGE, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: resolve(fresh), emptyOutDir: true },
  });
  await compress(fresh);
  await writeFile(join(fresh, 'sources.txt'), sources);
  await rm(folder, { recursive: true, force: true });
  await rename(fresh, folder);
}

async function compress(folder) {
  const files = (await filesIn(folder)).filter((path) => COMPRESSED.test(path));
  await Promise.all(
    files.map(async (path) => {
      const bytes = await readFile(path);
      if (bytes.length < WORTH_COMPRESSING_BYTES) return;
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      await writeFile(`${path}.br`, await promisify(brotliCompress)(bytes, { params }));
      await writeFile(`${path}.gz`, await promisify(gzip)(bytes, { level: 9 }));
    }),
  );
}

async function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of await filesIn(path))
      hash
        .update(file)
        .update('\0')
        .update(await readFile(file));
  }
  return hash.digest('hex');
}

/** A file is itself. */
async function filesIn(path) {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
