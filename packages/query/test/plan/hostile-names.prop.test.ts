// Any key and any path stay data: the text has one statement, and the value comes back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { SPANS_TABLE } from '@tracelake/schema';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DUCKDB_DIALECT } from '../../src/plan/duckdb-dialect.ts';
import { duckdbProjection } from '../../src/plan/duckdb-projection.ts';
import { selectFiles } from '../../src/plan/file-selection.ts';
import { scanBounds } from '../../src/plan/scan-bounds.ts';
import { SpansSource } from '../../src/plan/spans-source.ts';
import { TRINO_DIALECT } from '../../src/plan/trino-dialect.ts';
import { trinoProjection } from '../../src/plan/trino-projection.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document, field, knowledgeOf } from './field-documents.ts';
import { dataFile, writeSpans } from './span-files.ts';

const HOSTILE = [
  "'",
  '"',
  "')",
  '"; DROP TABLE x; --',
  '--',
  '/*',
  '*/',
  '\\',
  '\0',
  '\n',
  '$1',
  'é',
  '😀',
  ';',
  '{}',
  "'||'",
];
/** Such a name, in any case, is a column and no key. */
const COLUMNS = new Set(SPANS_TABLE.columns.map(({ name }) => name.toLowerCase()));
const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'grapheme', maxLength: 5 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(''));

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-hostile-'));
  connection = await translatedConnection();
});
afterAll(() => {
  connection.disconnectSync();
  rmSync(folder, { recursive: true, force: true });
});

/** Removes constants and quoted identifiers; what is left is the text that an engine executes. */
function skeleton(sql: string): string {
  return sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, (quoted) => (quoted.startsWith("'") ? '?' : '#'));
}

function projectionOf(key: string, path: string) {
  const file = dataFile(path);
  const source = new SpansSource(knowledgeOf([file], [document(path, [field(key, 'span', 'string')])]));
  const columns = [source.column(key), source.element('attributes', key), source.element('resource_attributes', key)];
  const used = columns.flatMap((column) => (column ? [{ column, physical: source.physicalColumn(column) }] : []));
  const bounds = scanBounds({ startTimeUnixNano: 0n, endTimeUnixNano: 1n << 62n }, []);
  const physical = used.map((each) => each.physical);
  const classes = [{ columns: physical, files: selectFiles([file], bounds) }];
  return { projection: { columns: used, bounds, duplicates: 'exact' as const }, classes };
}

describe('hostile keys', () => {
  it('come back from DuckDB', async () => {
    await fc.assert(
      fc.asyncProperty(hostileText, async (key) => {
        const path = join(folder, "it's.parquet");
        await writeSpans(connection, path, [{ start_time_unix_nano: 1n, attributes_string: { [key]: 'found' } }]);
        const { projection, classes } = projectionOf(key, path);
        const text = duckdbProjection(projection, classes, (each) => each);
        const statements = await connection.extractStatements(`WITH ${text} SELECT * FROM "spans"`);
        expect(statements.count).toBe(1);
        const rows = (await (await statements.prepare(0)).runAndReadAll()).getRowsJson();
        const element = projection.columns.findIndex(({ column }) => column.trinoName.startsWith('"attributes['));
        expect(rows[0][element]).toBe('found');
      }),
      { numRuns: 25 },
    );
  });

  it('leave the same text around them in both dialects', () => {
    const plain = projectionOf('plain', 'plain.parquet');
    const expected = {
      duckdb: skeleton(duckdbProjection(plain.projection, plain.classes, (each) => each)),
      trino: skeleton(trinoProjection(plain.projection)),
    };
    fc.assert(
      fc.property(
        hostileText.filter((text) => !text.includes('\0') && !COLUMNS.has(text.toLowerCase())),
        hostileText,
        (key, path) => {
          const hostile = projectionOf(key, path.replaceAll('\0', ''));
          fc.pre(hostile.projection.columns.length === plain.projection.columns.length);
          expect(skeleton(duckdbProjection(hostile.projection, hostile.classes, (each) => each))).toBe(expected.duckdb);
          expect(skeleton(trinoProjection(hostile.projection))).toBe(expected.trino);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('are one constant', () => {
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(skeleton(TRINO_DIALECT.literal(text))).toBe('?');
        expect(
          skeleton(DUCKDB_DIALECT.literal(text))
            .replaceAll(' || chr(0) || ?', '')
            .replace(/^\(|\)$/g, ''),
        ).toBe('?');
      }),
    );
  });
});
