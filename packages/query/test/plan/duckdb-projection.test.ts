// The projection run by DuckDB over real files: the virtual table has the values that were sent, wherever they lie.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { DataFile, FieldDocument } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { probedAttributes, probeQuery } from '../../src/plan/attribute-probe.ts';
import { duckdbProjection } from '../../src/plan/duckdb-projection.ts';
import { fileClasses } from '../../src/plan/file-classes.ts';
import { selectFiles } from '../../src/plan/file-selection.ts';
import { scanBounds } from '../../src/plan/scan-bounds.ts';
import { SpansSource } from '../../src/plan/spans-source.ts';
import type { SourceColumn } from '../../src/translate/relation-source.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';
import { document, field, knowledgeOf } from './field-documents.ts';
import { dataFile, type Row, writeSpans } from './span-files.ts';

const START = 1_795_341_600_000_000_000n;
const WHOLE_RANGE = { startTimeUnixNano: 0n, endTimeUnixNano: 1n << 62n };

let folder: string;
let connection: DuckDBConnection;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tracelake-plan-'));
  connection = await translatedConnection();
});
afterAll(() => {
  connection.disconnectSync();
  rmSync(folder, { recursive: true, force: true });
});

interface Asked {
  readonly files: readonly DataFile[];
  readonly documents: readonly FieldDocument[];
  readonly columns: (source: SpansSource) => readonly (SourceColumn | undefined)[];
  readonly range?: typeof WHOLE_RANGE;
  readonly duplicates?: 'exact' | 'fast';
}

async function rowsOf({
  files,
  documents,
  columns,
  range = WHOLE_RANGE,
  duplicates = 'fast',
}: Asked): Promise<unknown[][]> {
  const knowledge = knowledgeOf(files, documents);
  const source = new SpansSource(knowledge);
  const used = columns(source).map((column) => {
    if (column === undefined) throw new Error('no such column');
    return { column, physical: source.physicalColumn(column) };
  });
  const bounds = scanBounds(range, []);
  const projection = { columns: used, bounds, duplicates };
  const physical = used.map((each) => each.physical);
  const classes = fileClasses(physical, selectFiles(files, bounds), knowledge);
  const text = duckdbProjection(projection, classes, (path) => path);
  const names = used.map(({ column }) => `"${column.id}"`).join(', ');
  const reader = await connection.runAndReadAll(`WITH ${text} SELECT ${names} FROM "spans" ORDER BY ALL`);
  return reader.getRowsJson();
}

async function written(name: string, rows: readonly Row[], without: readonly string[] = []): Promise<DataFile> {
  const path = join(folder, name);
  const started = rows.map((row) => ({ start_time_unix_nano: START, ...row }));
  await writeSpans(connection, path, started, without);
  return dataFile(path, { rows: rows.length });
}

describe('columns', () => {
  it('cuts time, and shows milliseconds, day and hour', async () => {
    const file = await written('time.parquet', [
      { start_time_unix_nano: START + 59_999_999_999n, duration_nano: 1_500_000n },
    ]);
    const rows = await rowsOf({
      files: [file],
      documents: [document(file.path, [])],
      columns: (source) => ['time', 'duration_ms', 'dt', 'hour'].map((name) => source.column(name)),
    });
    expect(rows).toEqual([['2026-11-22 10:00:59.999999', 1.5, '2026-11-22', '10']]);
  });

  it('reads attributes by type, mixed ones as a person writes them', async () => {
    const file = await written('mixed.parquet', [
      { span_id: '1', attributes_number: { mixed: 200, count: 7 } },
      { span_id: '2', attributes_number: { mixed: 12.5 }, attributes_boolean: { flag: true } },
      { span_id: '3', attributes_string: { mixed: 'x' } },
      { span_id: '4', attributes_boolean: { mixed: false }, resource_attributes: { mixed: 'r' } },
      { span_id: '5', resource_attributes: { mixed: 'r' } },
      { span_id: '6', attributes_number: { mixed: 1_795_410_853_037_123 } },
      { span_id: '7', attributes_number: { mixed: -(2 ** 53) } },
    ]);
    const fields = [
      field('mixed', 'span', 'number', 'string', 'boolean'),
      field('mixed', 'resource', 'string'),
      field('count', 'span', 'number'),
      field('flag', 'span', 'boolean'),
    ];
    const rows = await rowsOf({
      files: [file],
      documents: [document(file.path, fields)],
      columns: (source) => ['span_id', 'mixed', 'count', 'flag'].map((name) => source.column(name)),
    });
    expect(rows).toEqual([
      ['1', '200', 7, null],
      ['2', '12.5', null, true],
      ['3', 'x', null, null],
      ['4', 'false', null, null],
      ['5', 'r', null, null],
      ['6', '1795410853037123', null, null],
      ['7', '-9007199254740992', null, null],
    ]);
  });

  it('finds misplaced values, converted where they can be', async () => {
    const port = { misplaced: '\nserver.port\n' };
    const file = await written('misplaced.parquet', [
      { span_id: '1', server_port: 80n },
      { span_id: '2', ...port, resource_attributes: { 'server.port': '443' } },
      { span_id: '3', ...port, attributes_string: { 'server.port': 'https' } },
      { span_id: '4', ...port, attributes_string: { 'server.port': '1.5' } },
      { span_id: '5', misplaced: '\nmy.server.port\n', attributes_string: { 'server.port': '9' } },
    ]);
    const rows = await rowsOf({
      files: [file],
      documents: [document(file.path, [field('server.port', 'span', 'string')])],
      columns: (source) => [
        source.column('span_id'),
        source.column('server.port'),
        source.element('attributes', 'server.port'),
      ],
    });
    expect(rows).toEqual([
      ['1', '80', '80'],
      ['2', '443', '443'],
      ['3', null, 'https'],
      ['4', null, '1.5'],
      ['5', null, null],
    ]);
  });

  it('keeps span and resource apart where both sent a resource attribute', async () => {
    const file = await written('levels.parquet', [
      { span_id: '1', cloud_region: 'eu' },
      {
        span_id: '2',
        cloud_region: 'span',
        misplaced: '\ncloud.region\n',
        resource_attributes: { 'cloud.region': 'resource' },
      },
    ]);
    const asked = {
      files: [file],
      documents: [document(file.path, [field('cloud.region', 'resource', 'string')])],
    };
    const rows = await rowsOf({
      ...asked,
      columns: (source) => [
        source.column('span_id'),
        source.column('cloud.region'),
        source.element('resource_attributes', 'cloud.region'),
      ],
    });
    expect(rows).toEqual([
      ['1', 'eu', 'eu'],
      ['2', 'span', 'resource'],
    ]);
    const maps = await rowsOf({
      ...asked,
      columns: (source) => ['span_id', 'attributes', 'resource_attributes'].map((name) => source.column(name)),
    });
    expect(maps).toEqual([
      ['1', [], [{ key: 'cloud.region', value: 'eu' }]],
      ['2', [{ key: 'cloud.region', value: 'span' }], [{ key: 'cloud.region', value: 'resource' }]],
    ]);
  });

  it('builds whole maps of everything sent', async () => {
    const file = await written('whole.parquet', [
      {
        span_id: '1',
        http_route: '/a',
        http_response_status_code: 200n,
        exception_type: 'E',
        service_name: 'shop',
        attributes_string: { s: 'x' },
        attributes_number: { n: 2.5, i: 3 },
        attributes_boolean: { b: true },
        resource_attributes: { r: 'y' },
      },
    ]);
    const [[attributes, resource]] = await rowsOf({
      files: [file],
      documents: [document(file.path, [])],
      columns: (source) => [source.column('attributes'), source.column('resource_attributes')],
    });
    const entries = (map: unknown) =>
      Object.fromEntries((map as { key: string; value: string }[]).map((e) => [e.key, e.value]));
    expect(entries(attributes)).toEqual({
      'http.route': '/a',
      'http.response.status_code': '200',
      s: 'x',
      n: '2.5',
      i: '3',
      b: 'true',
    });
    expect(entries(resource)).toEqual({ 'service.name': 'shop', r: 'y' });
  });

  it('builds a whole map even of a row that has a key twice', async () => {
    const file = await written('twice.parquet', [
      { span_id: '1', attributes_string: { k: 'text' }, attributes_number: { k: 1 } },
      { span_id: '2', attributes_string: { k: 'once' } },
    ]);
    const rows = await rowsOf({
      files: [file],
      documents: [document(file.path, [])],
      columns: (source) => [source.column('span_id'), source.column('attributes')],
    });
    expect(rows).toEqual([
      ['1', [{ key: 'k', value: 'text' }]],
      ['2', [{ key: 'k', value: 'once' }]],
    ]);
  });

  it('joins http.target and divides aliases back', async () => {
    const file = await written('alias.parquet', [{ url_path: '/a', url_query: 'q=1', faas_max_memory: 134_217_728n }]);
    const rows = await rowsOf({
      files: [file],
      documents: [document(file.path, [])],
      columns: (source) => [source.column('http.target'), source.column('instance.memory_mb')],
    });
    expect(rows).toEqual([['/a?q=1', 128]]);
  });
});

describe('files', () => {
  it('reads files that lack newer columns beside files that have them', async () => {
    const old = await written(
      'old.parquet',
      [{ span_id: '1' }],
      ['http_route', 'scope_attributes', 'misplaced', 'amends'],
    );
    const current = await written('current.parquet', [{ span_id: '2', http_route: '/x' }]);
    const asked = (files: DataFile[]) =>
      rowsOf({ files, documents: [], columns: (source) => [source.column('span_id'), source.column('http.route')] });
    expect(await asked([old, current])).toEqual([
      ['1', null],
      ['2', '/x'],
    ]);
    expect(await asked([old])).toEqual([['1', null]]);
  });

  it('gives an empty relation of the same types without files', async () => {
    const rows = await rowsOf({ files: [], documents: [], columns: (source) => source.star() });
    expect(rows).toEqual([]);
  });

  it('filters files on the edge of the range, hides amendments everywhere', async () => {
    const at = (offset: bigint) => String(START + offset);
    const edge = await written('edge.parquet', [
      { span_id: 'before', start_time_unix_nano: START - 1n },
      { span_id: 'first', start_time_unix_nano: START },
      { span_id: 'late', start_time_unix_nano: START + 100n },
    ]);
    const inside = await written('inside.parquet', [
      { span_id: 'in', start_time_unix_nano: START + 5n },
      { span_id: 'amending', start_time_unix_nano: START + 5n, amends: 'x' },
    ]);
    const rows = await rowsOf({
      files: [
        { ...edge, minStartTimeUnixNano: at(-1n), maxStartTimeUnixNano: at(100n) },
        { ...inside, minStartTimeUnixNano: at(5n), maxStartTimeUnixNano: at(5n) },
      ],
      documents: [],
      range: { startTimeUnixNano: START, endTimeUnixNano: START + 100n },
      columns: (source) => [source.column('span_id')],
    });
    expect(rows).toEqual([['first'], ['in']]);
  });
});

describe('duplicates', () => {
  const identity = { trace_id: 't', span_id: 's', kind: 'SERVER', start_time_unix_nano: START };
  const names = (source: SpansSource) => [source.column('name')];

  async function winner(rows: readonly (readonly Row[])[]): Promise<unknown[][]> {
    const files: DataFile[] = [];
    for (const [i, fileRows] of rows.entries()) files.push(await written(`duplicates-${i}.parquet`, fileRows));
    return rowsOf({ files, documents: [], duplicates: 'exact', columns: names });
  }

  it('prefers ended to never ended, then the longer, across and inside files', async () => {
    const open = { ...identity, name: 'open' };
    const short = { ...identity, name: 'short', duration_nano: 5n };
    const long = { ...identity, name: 'long', duration_nano: 9n };
    expect(await winner([[open], [short]])).toEqual([['short']]);
    expect(await winner([[long, short], [open]])).toEqual([['long']]);
    expect(await winner([[short], [long], [short, short]])).toEqual([['long']]);
  });

  it('breaks ties by the greater row, whichever file it is in', async () => {
    const a = { ...identity, name: 'a', attributes_string: { k: '1' } };
    const b = { ...identity, name: 'b', attributes_string: { k: '1' } };
    expect(await winner([[a], [b]])).toEqual([['b']]);
    expect(await winner([[b], [a]])).toEqual([['b']]);
  });

  it('keeps what differs in any part of its identity', async () => {
    const rows = [
      { ...identity, name: '1' },
      { ...identity, trace_id: 'u', name: '2' },
      { ...identity, span_id: 'r', name: '3' },
      { ...identity, kind: 'CLIENT', name: '4' },
      { ...identity, start_time_unix_nano: START + 1n, name: '5' },
    ];
    expect(await winner([rows])).toHaveLength(5);
  });

  it('fast does not look for them', async () => {
    const file = await written('fast.parquet', [
      { ...identity, name: 'a' },
      { ...identity, name: 'a' },
    ]);
    expect(await rowsOf({ files: [file], documents: [], columns: names })).toHaveLength(2);
  });
});

it('a probe finds the names, levels and types that are in the maps', async () => {
  const file = await written('probe.parquet', [
    { attributes_string: { 'User.Plan': 'pro' }, resource_attributes: { host: 'a' } },
    { attributes_number: { 'user.plan': 1 } },
  ]);
  const old = await written('probe-old.parquet', [{ attributes_boolean: { host: true } }], ['scope_attributes']);
  const probe = { names: ['user.plan', 'host', 'absent'], files: [file, old] };
  const { sql } = probeQuery(probe, (path) => path);
  const rows = (await connection.runAndReadAll(sql)).getRowsJson();
  const { fields } = probedAttributes(probe, rows);
  expect(fields.map(({ key, level, types }) => [key, level, Object.keys(types)[0]]).sort()).toEqual([
    ['User.Plan', 'span', 'string'],
    ['host', 'resource', 'string'],
    ['host', 'span', 'boolean'],
    ['user.plan', 'span', 'number'],
  ]);
});
