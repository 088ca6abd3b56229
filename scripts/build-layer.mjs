// Builds the Lambda layer: minified CommonJS and its launcher as a tree and as zips of the same bytes every time.
// `npm run build:layer -- [FOLDER] [--with-node]`; sizes are printed. With Node there is a second zip for each architecture, for runtimes that have none.
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { nodeBinary } from './layer-node.mjs';
import { layerParts } from './layer-parts.mjs';
import { zipOf } from './layer-zip.mjs';

const PACKAGE = 'packages/extension';
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'with-node': { type: 'boolean' } } });
const outdir = positionals[0] ?? `${PACKAGE}/dist`;
/** Lambda's name of the architecture, then Node's. */
const ARCHITECTURES = { x86_64: 'x64', arm64: 'arm64' };

const parts = await layerParts(`${PACKAGE}/src/main.ts`);

await rm(outdir, { recursive: true, force: true });
await mkdir(join(outdir, 'layer/tracelake'), { recursive: true });
await mkdir(join(outdir, 'layer/extensions'), { recursive: true });
await cp(`${PACKAGE}/layer/extensions/tracelake`, join(outdir, 'layer/extensions/tracelake'));
await chmod(join(outdir, 'layer/extensions/tracelake'), 0o755);
for (const { name, content } of parts) await writeFile(join(outdir, 'layer/tracelake', name), content);
// An image that copies it runs as another user, whatever the builder's umask is.
for (const folder of ['', 'extensions', 'tracelake']) await chmod(join(outdir, 'layer', folder), 0o755);
for (const { name } of parts) await chmod(join(outdir, 'layer/tracelake', name), 0o644);

const entries = [
  { name: 'extensions/tracelake', mode: 0o755, content: await readFile(join(outdir, 'layer/extensions/tracelake')) },
  ...parts.map(({ name, content }) => ({ name: `tracelake/${name}`, mode: 0o644, content })),
];
// No native code: one archive serves x86_64 and arm64.
const zip = zipOf(entries);
await writeFile(join(outdir, 'tracelake-extension.zip'), zip);

const kilobytes = (bytes) => `${(bytes / 1_000).toFixed(1)} kB`;
for (const { name, content } of parts) {
  console.log(
    `${outdir}/layer/tracelake/${name}  ${kilobytes(content.length)} (gzip ${kilobytes(gzipSync(content).length)})`,
  );
}
console.log(`${outdir}/tracelake-extension.zip  ${kilobytes(zip.length)}, for x86_64 and arm64`);

for (const [architecture, name] of values['with-node'] ? Object.entries(ARCHITECTURES) : []) {
  const { content, version } = await nodeBinary(name);
  const path = `${outdir}/tracelake-extension-node-${architecture}.zip`;
  const withNode = zipOf([...entries, { name: 'tracelake/node', mode: 0o755, content }]);
  await writeFile(path, withNode);
  console.log(
    `${path}  ${kilobytes(withNode.length)}, ${kilobytes(parts.reduce((sum, part) => sum + part.content.length, content.length))} unpacked, Node ${version}`,
  );
}
