// Writes the files that are derived from packages/schema and packages/query (docs/table.md, trino.md, errors.md, sql.md, span-row.ts, sql-functions.ts), from queries/ (questions.json) and the tables of packages/extension. Tests fail when they differ.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = await mkdtemp(join(tmpdir(), 'tracelake-generate-'));

/** A package's source, bundled and imported. */
async function imported(entry) {
  const outfile = join(folder, `${entry.replaceAll('/', '-')}.mjs`);
  await build({ entryPoints: [entry], outfile, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  return import(pathToFileURL(outfile).href);
}

/** Writes a table between its two marks. */
async function fill(page, name, table) {
  const text = await readFile(page, 'utf8');
  const [before, rest] = text.split(new RegExp(`(?<=<!-- ${name}: guarded by [^>]* -->\\n)`));
  await writeFile(page, `${before}${table}\n${rest.slice(rest.indexOf(`<!-- end of ${name} -->`))}`);
}

try {
  const schema = await imported('packages/schema/src/index.ts');
  await writeFile('docs/table.md', schema.tablePage(schema.SPANS_TABLE));
  await writeFile('docs/trino.md', schema.trinoPage(schema.SPANS_TABLE));
  await writeFile('docs/errors.md', schema.errorsPage());
  await writeFile('packages/schema/src/span-row.ts', schema.rowTypeSource(schema.SPANS_TABLE, 'SpanRow'));

  await fill('docs/cost.md', 'places', schema.placesTable());
  await fill('docs/cost.md', 'questions', schema.questionsTable());

  const extension = await imported('packages/extension/src/index.ts');
  await fill('docs/extension.md', 'variables', extension.variablesTable());
  await fill('docs/cost.md', 'costs', extension.costTable());
  await fill('docs/cost.md', 'units', extension.unitsTable());

  const { questionsText } = await imported('packages/server/src/questions/question-file.ts');
  const questions = new Map();
  for (const file of await readdir('queries')) {
    questions.set(basename(file, '.sql'), await readFile(join('queries', file), 'utf8'));
  }
  await writeFile('packages/server/questions.json', questionsText(questions));

  const query = await imported('packages/query/src/index.ts');
  const { recordedErrors } = await imported('test/conformance/differential/recorded-errors.ts');
  const recorded = await readFile('test/conformance/differential/recorded/functions.jsonl', 'utf8');
  await writeFile('packages/dashboard/src/sql/sql-functions.ts', query.sqlFunctionsSource());
  await writeFile('docs/sql.md', query.sqlPage(recordedErrors(recorded)));
} finally {
  await rm(folder, { recursive: true });
}
