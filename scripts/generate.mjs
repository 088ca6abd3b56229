// Writes the files that are derived from packages/schema (docs/table.md, docs/errors.md, span-row.ts). Tests fail when they differ.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';

const bundled = await build({
  entryPoints: ['packages/schema/src/index.ts'],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'node',
});
const source = Buffer.from(bundled.outputFiles[0].contents).toString('base64');
const schema = await import(`data:text/javascript;base64,${source}`);

await writeFile('docs/table.md', schema.tablePage(schema.SPANS_TABLE));
await writeFile('docs/errors.md', schema.errorsPage());
await writeFile('packages/schema/src/span-row.ts', schema.rowTypeSource(schema.SPANS_TABLE, 'SpanRow'));
