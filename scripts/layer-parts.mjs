// The layer's script in few files, each loaded when it is needed: what every cold start loads, what comes beside the function, with the first call,
// with the first spans, and what only some variables ask for. CommonJS, which starts 5 ms sooner than ES modules.
import { basename } from 'node:path';
import { build } from 'esbuild';
import { minify } from 'terser';
import { checkOwnNames, ownNames } from './layer-names.mjs';
import { layerSource } from './layer-source.mjs';

/** A piece that one of these loads at once is part of it, in this order. What several of the others load makes one file. */
const FIRST = ['extension', 'extension-process'];
const SHARED = 'shared';
const TARGET = { format: 'esm', platform: 'node', target: 'node20', legalComments: 'none', logLevel: 'warning' };
/** Sound here: nothing reads `arguments` or `this` of a plain function, and no getter does more than to answer. */
const COMPRESS = { passes: 3, ecma: 2020, unsafe_arrows: true, pure_getters: true, keep_fargs: false };

export async function layerParts(entryPoint) {
  const pieces = await piecesOf(entryPoint);
  const parts = partsOf(pieces);
  const texts = new Map();
  for (const part of new Set(parts.values())) texts.set(part, await bundled(part, pieces, parts));
  const shortNames = shortNamesOf(texts);
  checkOwnNames(texts.values());
  return Promise.all(
    [...texts].map(async ([part, text]) => {
      const { properties, nameCache } = ownNames();
      const { code } = await minify(commonJs(text, shortNames), {
        toplevel: true,
        compress: COMPRESS,
        mangle: { properties },
        nameCache,
        ecma: 2020,
        // One character beyond Latin-1, and V8 keeps all of the script in two bytes a character.
        format: { ascii_only: true },
      });
      return { name: `${part}.cjs`, content: Buffer.from(code) };
    }),
  );
}

/** By path what esbuild splits the sources into: only what the same entries load is in one piece, so these are many and small. */
async function piecesOf(entryPoint) {
  const { outputFiles, metafile } = await build({
    ...TARGET,
    entryPoints: { extension: entryPoint },
    bundle: true,
    splitting: true,
    metafile: true,
    write: false,
    outdir: '.',
    minifySyntax: true,
    plugins: [await layerSource()],
  });
  return new Map(
    outputFiles.map(({ path, text }) => {
      const { imports, exports, entryPoint: source } = metafile.outputs[basename(path)];
      const loads = imports.filter(({ external, kind }) => !external && kind === 'import-statement');
      return [
        basename(path),
        { text, exports, entry: source && basename(source, '.ts'), loads: loads.map((one) => one.path) },
      ];
    }),
  );
}

/** By piece the part that it goes to. */
function partsOf(pieces) {
  const loaders = new Map([...pieces.keys()].map((path) => [path, new Set()]));
  for (const { entry, loads } of pieces.values()) {
    if (entry !== undefined) for (const path of loadedWith(loads, pieces)) loaders.get(path).add(entry);
  }
  return new Map(
    [...pieces].map(([path, { entry }]) => {
      const names = new Set([...loaders.get(path), ...(entry === undefined ? [] : [entry])]);
      const first = FIRST.find((name) => names.has(name === 'extension' ? 'main' : name));
      return [path, first ?? entry ?? (names.size === 1 ? [...names][0] : SHARED)];
    }),
  );
}

function loadedWith(paths, pieces, seen = new Set()) {
  for (const path of paths) {
    if (seen.has(path)) continue;
    seen.add(path);
    loadedWith(pieces.get(path).loads, pieces, seen);
  }
  return seen;
}

/** One part as an ES module that imports others by name. */
async function bundled(part, pieces, parts) {
  const own = [...pieces.keys()].filter((path) => parts.get(path) === part);
  const isOfOthers = (path) => parts.get(path) !== part;
  const wanted = new Map(
    own.map((path) => [path, new Set(pieces.get(path).entry === undefined ? [] : pieces.get(path).exports)]),
  );
  for (const [path, { text }] of pieces) {
    if (!isOfOthers(path)) continue;
    for (const [, names, from] of text.matchAll(/import \{([^}]*)\} from "\.\/([^"]+)"/g)) {
      for (const name of names.split(',')) wanted.get(from)?.add(name.trim().split(' as ')[0]);
    }
  }
  const exported = [...wanted].flatMap(([path, names]) =>
    names.size === 0 ? [`import './${path}';`] : [`export { ${[...names].join()} } from './${path}';`],
  );
  const { outputFiles } = await build({
    ...TARGET,
    stdin: { contents: exported.join('\n'), resolveDir: '.' },
    bundle: true,
    write: false,
    minify: true,
    plugins: [
      {
        name: 'pieces',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\// }, ({ path }) => {
            const piece = basename(path);
            if (isOfOthers(piece)) return { path: `./${parts.get(piece)}.cjs`, external: true, sideEffects: false };
            return { path: piece, namespace: 'piece' };
          });
          onLoad({ filter: /.*/, namespace: 'piece' }, ({ path }) => ({
            contents: pieces.get(path).text,
            loader: 'js',
          }));
        },
      },
    ],
  });
  return outputFiles[0].text;
}

/** Names that parts know of each other, but for those of what is loaded later, which are asked for as they are. */
function shortNamesOf(texts) {
  const names = new Set();
  for (const text of texts.values()) {
    for (const [, list] of text.matchAll(/\bimport\{([^}]*)\}from"\.\//g))
      for (const name of list.split(',')) names.add(name.split(' as ')[0]);
  }
  const later = [...texts.values()].join('\n').replace(/\b(?:import|export)\{[^}]*\}/g, '');
  const isAskedFor = (name) => new RegExp(String.raw`\b${name}\b`).test(later);
  return new Map([...names].filter((name) => !isAskedFor(name)).map((name, i) => [name, `$${i.toString(36)}`]));
}

/**
 * By hand, since esbuild's own CommonJS has 500 bytes of helpers in each file and calls all that is another file's as `(0,x.y)()`: 8 kB. Nothing
 * that is exported changes later, so that it can be taken out of its module at once. `require` and not `import()`, which would read every name of
 * a built-in module: one of node:http's loads undici, 10 MB and 30 ms.
 */
function commonJs(text, shortNames) {
  const short = (name) => shortNames.get(name) ?? name;
  const pair = (one) => {
    const [name, own = name] = one.split(' as ');
    return [name, own];
  };
  const imports = new Map();
  const rest = text.replace(/\bimport\{([^}]*)\}from("[^"]+");/g, (_, names, from) => {
    const taken = names.split(',').map(pair);
    imports.set(from, [...(imports.get(from) ?? []), ...taken]);
    return '';
  });
  // What is taken of one file, at once.
  const taken = [...imports].map(([from, names]) => {
    const list = names.map(([name, own]) => `${from.startsWith('"./') ? short(name) : name}:${own}`);
    return `const{${list.join()}}=require(${from});`;
  });
  const code = [...taken, rest]
    .join('')
    .replace(/\bimport("[^"]+");/g, 'require($1);')
    .replace(/\bimport\(("[^"]+")\)/g, 'Promise.resolve().then(()=>require($1))')
    .replace(/\bexport\{([^}]*)\};\s*$/, (_, names) => {
      const given = names
        .split(',')
        .map(pair)
        .map(([own, name]) => `${short(name)}:${own}`);
      return `module.exports={${given.join()}};`;
    });
  if (/\b(import|export)\b[^:"'.]*(from|\{)/.test(code))
    throw new Error('an import or export has a form that is not known here');
  return `"use strict";${code}`;
}
