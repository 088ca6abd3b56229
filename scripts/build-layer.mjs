// Builds the Lambda layer: minified CommonJS and its launcher as a tree and as zips of the same bytes every time.
// `npm run build:layer -- [FOLDER] [--with-node]`; sizes are printed. With Node there is a second zip for each architecture, for runtimes that have none.
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { nodeBinary } from './layer-node.mjs';
import { zipOf } from './layer-zip.mjs';

const PACKAGE = 'packages/extension';
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'with-node': { type: 'boolean' } } });
const outdir = positionals[0] ?? `${PACKAGE}/dist`;
/** Lambda's name of the architecture, then Node's. */
const ARCHITECTURES = { x86_64: 'x64', arm64: 'arm64' };

/** What people read the extension does not need: titles, hints, descriptions, meanings, why a body is refused (it is counted), and errors that it never throws. */
const TEXT = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;
const ERRORS = ['malformed_body', 'body_too_large'];
const PROSE = {
  'schema/src/error-table': [
    [new RegExp(String.raw`^  (?!(?:${ERRORS.join('|')}):)\w+: entry\([^;]*?\),\n(?=  \w|  //|\})`, 'gm'), ''],
    [new RegExp(String.raw`(entry\(\s*\d+,\s*)${TEXT},\s*(?:${TEXT}|CHECK_SQL)`, 'g'), "$1'',''"],
  ],
  'otlp/src/(?:protobuf-reader|rows/(?:json-tree|protobuf-tree|tree-values|otlp-tree|row-attributes))': [
    [new RegExp(String.raw`(malformed(?:Body)?\(\s*(?:[\w.]+,\s*)?)(?:${TEXT}|${'`'}[^${'`'}]*${'`'})`, 'g'), "$1''"],
  ],
  'otlp/src/value-count': [
    [/(const message =)[^;]*;/, "$1 '';"],
    [new RegExp(`hint: ${TEXT}`), "hint: ''"],
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
const parts = outputFiles.map(({ path, text }) => ({ name: basename(path), content: Buffer.from(commonJs(text)) }));

/**
 * By hand, since esbuild's own CommonJS has 500 bytes of helpers in each file and calls all that is another file's as `(0,x.y)()`: 8 kB. Nothing
 * that is exported changes later, so that it can be taken out of its module at once. `require` and not `import()`, which would read every name of
 * node:http, and one of them loads undici: 10 MB and 30 ms.
 */
function commonJs(text) {
  const pairs = (names, by) => names.replaceAll(' as ', by);
  const code = text
    .replace(/\bimport\{([^}]*)\}from("[^"]+");/g, (_, names, from) => `const{${pairs(names, ':')}}=require(${from});`)
    .replace(/\bimport("[^"]+");/g, 'require($1);')
    .replace(/\bimport\(("[^"]+")\)/g, 'Promise.resolve().then(()=>require($1))')
    .replace(/\bexport\{([^}]*)\};\s*$/, (_, names) => {
      const exported = names.split(',').map((name) => name.split(' as ').reverse().join(':'));
      return `module.exports={${exported.join()}};`;
    });
  if (/\b(import|export)\b[^:"'.]*(from|\{)/.test(code))
    throw new Error('an import or export has a form that is not known here');
  return `"use strict";${code}`;
}

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
