// What of the sources goes into the layer's script: tables as short texts, no prose, and no package's index, by which all would count as needed by all.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';

const TEXT = String.raw`(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")`;

/** What people read the extension does not need: titles, hints, meanings, why a body is refused or a span left out (it is counted). */
const PROSE = {
  'otlp/src/(?:decode-notes|rows/row-limits)': [[/(get message\(\): string \{).*?\n {2}\}/s, "$1 return ''; }"]],
  'otlp/src/rows/row-builder': [[new RegExp(`(\\breject\\('\\w+',\\s*)(?:${TEXT}|\`[^\`]*\`)`, 'g'), "$1''"]],
  'otlp/src/(?:protobuf-reader|rows/(?:json-tree|protobuf-tree|tree-values|otlp-tree|row-attributes))': [
    [new RegExp(String.raw`(malformed(?:Body)?\(\s*(?:[\w.]+,\s*)?)(?:${TEXT}|${'`'}[^${'`'}]*${'`'})`, 'g'), "$1''"],
  ],
  'otlp/src/value-count': [
    [/(const message =)[^;]*;/, "$1 '';"],
    [new RegExp(`hint: ${TEXT}`), "hint: ''"],
  ],
  'extension/src/core/variable-table': [
    [new RegExp(String.raw`(meaning:\s*)${TEXT}`, 'g'), "$1''"],
    [new RegExp(String.raw`((?:integer\((?:[^,]+,){3}|list\(|text\(\s*${TEXT},)\s*)${TEXT}`, 'g'), "$1''"],
  ],
};

/** By module what takes its place; of the schema's tables, which are twice as long, texts (otlp/src/column-text.ts). */
async function shortModules() {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { ATTRIBUTE_ALIASES } from './attribute-aliases.ts';
        import { attributeAliasesText, documentColumnsText } from './column-text.ts';
        import { DOCUMENT_COLUMNS } from './document-columns.ts';
        export const columns = documentColumnsText(DOCUMENT_COLUMNS);
        export const aliases = attributeAliasesText(ATTRIBUTE_ALIASES, DOCUMENT_COLUMNS);`,
      resolveDir: 'packages/otlp/src',
    },
    bundle: true,
    write: false,
    format: 'esm',
  });
  const texts = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].text).toString('base64')}`);
  return {
    // Whoever catches one counts it, and asks nothing of it.
    'schema/src/tracelake-error': 'export const TracelakeError = Error;',
    'otlp/src/document-columns': `
      import { readDocumentColumns } from './column-text.ts';
      export const DOCUMENT_COLUMNS = /* @__PURE__ */ readDocumentColumns(${JSON.stringify(texts.columns)});`,
    'otlp/src/attribute-aliases': `
      import { readAttributeAliases } from './column-text.ts';
      import { DOCUMENT_COLUMNS } from './document-columns.ts';
      export const ATTRIBUTE_ALIASES = /* @__PURE__ */ readAttributeAliases(${JSON.stringify(texts.aliases)}, DOCUMENT_COLUMNS);`,
  };
}

/** By name the module of packages/schema that has it. */
async function schemaNames() {
  const index = await readFile('packages/schema/src/index.ts', 'utf8');
  const names = new Map();
  for (const [, list, path] of index.matchAll(/export (?:type )?\{([^}]*)\} from '\.\/([^']+)'/g)) {
    for (const name of list.split(',')) names.set(name.trim().replace(/^type /, ''), path);
  }
  return names;
}

export async function layerSource() {
  const short = await shortModules();
  const names = await schemaNames();
  const folder = join(process.cwd(), 'packages/schema/src');
  const byName = (source) =>
    source.replace(/^import \{([^}]*)\} from '@tracelake\/schema';$/gm, (_, list) =>
      list
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '' && !name.startsWith('type '))
        .map((name) => `import { ${name} } from '${join(folder, names.get(name))}';`)
        .join(' '),
    );
  return {
    name: 'layer-source',
    setup({ onLoad }) {
      onLoad({ filter: /packages\/(?:schema|otlp|extension)\/src\/.*\.ts$/ }, async ({ path }) => {
        const module = Object.keys(short).find((name) => path.endsWith(`${name}.ts`));
        if (module !== undefined) return { contents: short[module], loader: 'ts' };
        const rules = Object.entries(PROSE).flatMap(([module, some]) =>
          new RegExp(`${module}\\.ts$`).test(path) ? some : [],
        );
        const source = byName(await readFile(path, 'utf8'));
        return { contents: rules.reduce((text, [pattern, by]) => text.replace(pattern, by), source), loader: 'ts' };
      });
    },
  };
}
