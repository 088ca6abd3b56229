// The table as data: what every derived form relies on, and that derived files are the ones checked in.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  columnOfAttribute,
  duckdbColumns,
  errorsPage,
  firehoseJsonKeys,
  glueColumns,
  type IcebergField,
  icebergFields,
  type ParquetNode,
  parquetSchema,
  resolveAttributeKey,
  rowTypeSource,
  SPANS_TABLE,
  tablePage,
  trinoPage,
  trinoTypeText,
  WELL_KNOWN_ATTRIBUTES,
} from '../src/index.ts';

function file(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

function fieldIds(nodes: readonly ParquetNode[]): number[] {
  return nodes.flatMap((node) => [...(node.fieldId === null ? [] : [node.fieldId]), ...fieldIds(node.children)]);
}

describe('spans table', () => {
  test('every field id is used once, nested ones included', () => {
    const ids = fieldIds(parquetSchema(SPANS_TABLE));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('column names are unique lower-case snake case, as Glue and Firehose need', () => {
    const names = SPANS_TABLE.columns.map((column) => column.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
  });

  test('the checked-in field ids, and keys of Firehose documents, never change', () => {
    const keys = firehoseJsonKeys(SPANS_TABLE);
    const ids = SPANS_TABLE.columns.map(
      ({ id, name, type }) => `${id} ${name} ${keys[name] ?? name} ${trinoTypeText(type)}`,
    );
    expect(`${ids.join('\n')}\n`).toBe(file('test/golden/spans-columns.txt'));
  });

  test('about 60 attributes have a column of their own', () => {
    expect(WELL_KNOWN_ATTRIBUTES.length).toBeGreaterThanOrEqual(55);
    for (const attribute of WELL_KNOWN_ATTRIBUTES) {
      expect(columnOfAttribute(attribute.key)?.type).toBe(attribute.type);
    }
  });

  test('every alias leads to one attribute, and none is a current name', () => {
    const current = new Set(WELL_KNOWN_ATTRIBUTES.map((attribute) => attribute.key));
    const aliases = WELL_KNOWN_ATTRIBUTES.flatMap((attribute) => attribute.aliases.map((alias) => alias.key));
    expect(new Set(aliases).size).toBe(aliases.length);
    expect(aliases.filter((alias) => current.has(alias))).toEqual([]);
    expect(resolveAttributeKey('http.status_code')?.attribute.key).toBe('http.response.status_code');
    expect(resolveAttributeKey('instance.memory_mb')).toMatchObject({ scale: 1_048_576 });
    expect(resolveAttributeKey('user.plan')).toBeUndefined();
  });
});

describe('derived forms', () => {
  test('Glue columns carry the real attribute key', () => {
    const columns = glueColumns(SPANS_TABLE);
    expect(columns.find((column) => column.Name === 'http_route')).toEqual({
      Name: 'http_route',
      Type: 'string',
      Comment: 'http.route',
    });
    expect(columns.find((column) => column.Name === 'events')?.Type).toBe(
      'array<struct<time_unix_nano:bigint,name:string,attributes:map<string,string>>>',
    );
    for (const column of columns) expect(column.Comment.length).toBeLessThanOrEqual(255);
  });

  test('Iceberg fields have the ids of the Parquet schema', () => {
    const top = (fields: readonly IcebergField[]) => fields.map((field) => `${field.id} ${field.name}`);
    const parquet = parquetSchema(SPANS_TABLE).map((node) => `${node.fieldId} ${node.name}`);
    expect(top(icebergFields(SPANS_TABLE))).toEqual(parquet);
  });

  test('DuckDB columns spell every type', () => {
    expect(duckdbColumns(SPANS_TABLE)).toContain('"attributes_number" MAP(VARCHAR, DOUBLE)');
    expect(duckdbColumns(SPANS_TABLE)).toContain('"links" STRUCT("trace_id" VARCHAR, "span_id" VARCHAR');
  });

  test.each([
    ['docs/table.md', () => tablePage(SPANS_TABLE)],
    ['docs/trino.md', () => trinoPage(SPANS_TABLE)],
    ['docs/errors.md', () => errorsPage()],
    ['packages/schema/src/span-row.ts', () => rowTypeSource(SPANS_TABLE, 'SpanRow')],
  ])('%s is what the schema says (npm run generate)', (path, derive) => {
    expect(file(path)).toBe(derive());
  });
});
