// Builds the Lambda layer: minified CommonJS and its launcher as a tree and as zips of the same bytes every time.
// `npm run build:layer -- [FOLDER] [--with-node]`; sizes are printed. With Node there is a second zip for each architecture, for runtimes that have none.
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { nodeBinary } from './layer-node.mjs';
import { zipOf } from './layer-zip.mjs';

const PACKAGE = 'packages/extension';
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'with-node': { type: 'boolean' } } });
const outdir = positionals[0] ?? `${PACKAGE}/dist`;
/** Lambda's name of the architecture, then Node's. */
const ARCHITECTURES = { x86_64: 'x64', arm64: 'arm64' };

/** What people read in docs the extension does not need: titles, hints, descriptions, meanings, and errors that it never throws. */
const TEXT = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const ERRORS = ['malformed_body', 'body_too_large'];
const PROSE = {
  'schema/src/error-table': [
    [new RegExp(String.raw`^  (?!(?:${ERRORS.join('|')}):)\w+: entry\([^;]*?\),\n(?=  \w|  //|\})`, 'gm'), ''],
    [new RegExp(String.raw`(entry\(\s*\d+,\s*)${TEXT},\s*(?:${TEXT}|CHECK_SQL)`, 'g'), "$1'',''"],
  ],
  'schema/src/well-known-attributes': [
    [new RegExp(String.raw`(attribute\(\s*\d+,\s*'\w+',\s*'[\w.]+',\s*'\w+',\s*)${TEXT}`, 'g'), "$1''"],
  ],
  'schema/src/spans-table': [
    [new RegExp(String.raw`(structural\(\s*\d+,\s*'\w+',\s*(?:'\w+'|\w+(?:\([^)]*\))?),\s*)${TEXT}`, 'g'), "$1''"],
    [new RegExp(`description: ${TEXT}`, 'g'), "description: ''"],
  ],
  'extension/src/core/variable-table': [
    [new RegExp(String.raw`(meaning:\s*)${TEXT}`, 'g'), "$1''"],
    [new RegExp(String.raw`((?:integer\((?:[^,]+,){3}|list\(|text\(\s*${TEXT},)\s*)${TEXT}`, 'g'), "$1''"],
  ],
};
const withoutProse = {
  name: 'without-prose',
  setup({ onLoad }) {
    for (const [module, rules] of Object.entries(PROSE)) {
      onLoad({ filter: new RegExp(`${module}\\.ts$`) }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        return { contents: rules.reduce((text, [pattern, by]) => text.replace(pattern, by), source), loader: 'ts' };
      });
    }
  },
};

// What every cold start loads, what comes beside the function, and what comes with its first spans. esbuild splits ES modules only, so these are made
// first, and CommonJS of them, which starts 5 ms sooner.
const { outputFiles } = await build({
  entryPoints: { extension: `${PACKAGE}/src/main.ts` },
  bundle: true,
  splitting: true,
  write: false,
  outdir: '.',
  outExtension: { '.js': '.cjs' },
  chunkNames: '[name]-[hash]',
  format: 'esm',
  minify: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  plugins: [withoutProse],
  logLevel: 'warning',
});
const parts = await Promise.all(
  outputFiles.map(async ({ path, text }) => {
    const { code } = await transform(text, {
      format: 'cjs',
      minify: true,
      platform: 'node',
      target: 'node20',
      // `import('node:http')` would read every name of the module, and one of them loads undici: 10 MB and 30 ms. `require` does not.
      supported: { 'dynamic-import': false },
    });
    return { name: basename(path), content: Buffer.from(code) };
  }),
);

await rm(outdir, { recursive: true, force: true });
await mkdir(join(outdir, 'layer/tracelake'), { recursive: true });
await mkdir(join(outdir, 'layer/extensions'), { recursive: true });
await cp(`${PACKAGE}/layer/extensions/tracelake`, join(outdir, 'layer/extensions/tracelake'));
await chmod(join(outdir, 'layer/extensions/tracelake'), 0o755);
for (const { name, content } of parts) await writeFile(join(outdir, 'layer/tracelake', name), content);

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
