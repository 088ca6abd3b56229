// The name rules of the virtual table: what an identifier stands for, with which type.
import { type FieldSummary, SPANS_TABLE, TracelakeError, WELL_KNOWN_ATTRIBUTES } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { DUCKDB_DIALECT } from '../../src/plan/duckdb-dialect.ts';
import { SpansSource } from '../../src/plan/spans-source.ts';
import { translate } from '../../src/translate/translate.ts';
import { typeText } from '../../src/types/type-text.ts';
import { document, field, knowledgeOf } from './field-documents.ts';
import { dataFile } from './span-files.ts';

function sourceOf(...fields: Parameters<typeof document>[1][number][]): SpansSource {
  return new SpansSource(knowledgeOf([dataFile('a')], [document('a', fields)]));
}

function printed(source: SpansSource, name: string): string | undefined {
  const column = source.column(name);
  return column && source.physicalColumn(column).print(DUCKDB_DIALECT);
}

function element(source: SpansSource, map: string, key: string): string | undefined {
  const column = source.element(map, key);
  return column && source.physicalColumn(column).print(DUCKDB_DIALECT);
}

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    return error instanceof TracelakeError ? error.code : 'other';
  }
  return undefined;
}

describe('star', () => {
  const names = sourceOf(field('user.plan', 'span', 'string'))
    .star()
    .map((column) => column.displayName);

  it('shows structural and well-known columns, never what was sent', () => {
    expect(names).toContain('trace_id');
    expect(names).toContain('time');
    expect(names).toContain('service_name');
    for (const { key } of WELL_KNOWN_ATTRIBUTES) expect(names).toContain(key);
    expect(names.slice(-2)).toEqual(['events', 'links']);
    expect(names).not.toContain('user.plan');
  });

  it('hides where values lie', () => {
    for (const hidden of [
      'misplaced',
      'amends',
      'attributes_string',
      'attributes',
      'resource_attributes',
      'dt',
      'hour',
    ]) {
      expect(names).not.toContain(hidden);
    }
  });

  it('has unique ids and Trino names', () => {
    const columns = sourceOf().star();
    expect(new Set(columns.map(({ id }) => id)).size).toBe(columns.length);
    expect(new Set(columns.map(({ trinoName }) => trinoName)).size).toBe(columns.length);
  });
});

describe('column', () => {
  it('prefers structural columns to attributes of the same name', () => {
    expect(printed(sourceOf(field('name', 'span', 'number')), 'name')).toBe('"name"');
    expect(printed(sourceOf(field('time', 'span', 'number')), 'TIME')).toContain('make_timestamp');
  });

  it('finds a well-known attribute by key, column and older name', () => {
    const source = sourceOf();
    for (const name of [
      'http.response.status_code',
      'http_response_status_code',
      'http.status_code',
      'HTTP.Response.Status_Code',
    ]) {
      expect(printed(source, name), name).toBe('"http_response_status_code"');
    }
    expect(printed(source, 'service.name')).toBe('"service_name"');
  });

  it('divides scaled aliases back', () => {
    expect(printed(sourceOf(), 'instance.memory_mb')).toBe('CAST("faas_max_memory" AS double) / 1048576e0');
  });

  it('joins http.target', () => {
    expect(printed(sourceOf(), 'http.target')).toBe(
      `CASE WHEN "url_query" IS NULL THEN "url_path" ELSE coalesce("url_path", '') || '?' || "url_query" END`,
    );
  });

  it.each([
    [['number'], 'double'],
    [['boolean'], 'boolean'],
    [['string'], 'varchar'],
    [['string', 'number'], 'varchar'],
    [['number', 'boolean'], 'varchar'],
  ] as const)('types an attribute seen as %s as %s', (types, expected) => {
    const column = sourceOf(field('x', 'span', ...types)).column('x');
    expect(column && typeText(column.type)).toBe(expected);
  });

  it('reads the span before the resource before the scope', () => {
    const source = sourceOf(
      field('x', 'scope', 'string'),
      field('x', 'resource', 'string'),
      field('x', 'span', 'number'),
    );
    const sql = printed(source, 'x') ?? '';
    const places = ['attributes_number', 'resource_attributes', 'scope_attributes'].map((map) => sql.indexOf(map));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(-1);
  });

  it('takes the exact case, then the only key that fits', () => {
    const both = [field('User.Plan', 'span', 'string'), field('user.plan', 'span', 'string')];
    expect(printed(sourceOf(...both), 'User.Plan')).toBe(`"attributes_string"['User.Plan']`);
    expect(printed(sourceOf(both[0]), 'user.plan')).toBe(`"attributes_string"['User.Plan']`);
    expect(codeOf(() => sourceOf(...both).column('USER.PLAN'))).toBe('ambiguous_attribute');
  });

  it('refuses a query that needs two keys differing only in case', () => {
    const source = sourceOf(field('User.Plan', 'span', 'string'), field('user.plan', 'span', 'string'));
    source.column('User.Plan');
    expect(codeOf(() => source.column('user.plan'))).toBe('ambiguous_attribute');
  });

  it('refuses an attribute that differs only in case from a column, rather than read the column', () => {
    const catalogue = (...fields: FieldSummary[]) => ({ relation: () => sourceOf(...fields) });
    const sent = catalogue(field('User.Id', 'span', 'string'));
    for (const name of ['User.Id', 'USER.ID']) {
      expect(codeOf(() => translate(`SELECT "${name}" FROM spans`, sent))).toBe('ambiguous_attribute');
    }
    expect(translate(`SELECT attributes['User.Id'], "user.id" FROM spans`, sent).columns).toHaveLength(2);
    expect(translate('SELECT "User.Id", NAME FROM spans', catalogue()).columns[0].name).toBe('User.Id');
  });

  it('reads maps for a misplaced value only where a document shows one', () => {
    expect(printed(sourceOf(), 'http.route')).toBe('"http_route"');
    const sql = printed(sourceOf(field('server.port', 'span', 'string')), 'server.port') ?? '';
    expect(sql).toContain(`strpos(misplaced, chr(10) || 'server.port' || chr(10)) > 0`);
    expect(sql).toContain('TRY_CAST');
  });

  it('knows nothing of other names, and suggests near ones', () => {
    const source = sourceOf(field('user.plan', 'span', 'string'));
    expect(source.column('user.plam')).toBeUndefined();
    expect(source.suggest('user.plam')[0]).toBe('user.plan');
    expect(source.suggest('http_rute')[0]).toBe('http.route');
    expect(source.column('misplaced')).toBeUndefined();
    expect(source.unresolvedNames.size).toBe(0);
  });

  it('asks to look a name up when a file has no whole document', () => {
    for (const documents of [[], [document('a', [], true)]]) {
      const source = new SpansSource(knowledgeOf([dataFile('a')], documents));
      expect(source.column('User.Plan')).toBeDefined();
      expect([...source.unresolvedNames]).toEqual(['user.plan']);
      expect(source.column('User.Id')).toBeDefined();
      expect([...source.unresolvedNames]).toEqual(['user.plan', 'user.id']);
      expect(printed(source, 'http.route')).toContain('misplaced');
    }
  });

  it('knows after a probe', () => {
    const probed = { names: ['user.plan', 'gone'], fields: [field('User.Plan', 'span', 'number')] };
    const source = new SpansSource(knowledgeOf([dataFile('a')], [], probed));
    expect(typeText(source.column('user.plan')?.type ?? { kind: 'unknown' })).toBe('double');
    expect(source.column('gone')).toBeUndefined();
    expect(source.unresolvedNames.size).toBe(0);
  });
});

describe('element', () => {
  it('reaches attributes behind structural names', () => {
    expect(element(sourceOf(field('name', 'span', 'string')), 'attributes', 'name')).toBe(
      `"attributes_string"['name']`,
    );
  });

  it('gives every attribute as text', () => {
    expect(element(sourceOf(), 'attributes', 'http.response.status_code')).toBe(
      'CAST("http_response_status_code" AS varchar)',
    );
    expect(element(sourceOf(field('x', 'span', 'boolean')), 'attributes', 'x')).toBe(
      `CAST("attributes_boolean"['x'] AS varchar)`,
    );
    expect(element(sourceOf(), 'attributes', 'missing')).toBe('CAST(NULL AS VARCHAR)');
  });

  it('keeps the case of keys', () => {
    const source = sourceOf(field('K', 'span', 'string'), field('k', 'span', 'string'));
    const [upper, lower] = [source.element('attributes', 'K'), source.element('attributes', 'k')];
    expect(upper?.trinoName).not.toBe(lower?.trinoName);
    expect(element(source, 'attributes', 'K')).toBe(`"attributes_string"['K']`);
    expect(element(source, 'attributes', 'k')).toBe(`"attributes_string"['k']`);
    expect(source.element('attributes', 'K')).toBe(upper);
  });

  it('reads the resource from its column, or from the map where misplaced', () => {
    expect(element(sourceOf(), 'resource_attributes', 'service.name')).toBe('"service_name"');
    expect(element(sourceOf(), 'resource_attributes', 'http.route')).toBe(`"resource_attributes"['http.route']`);
    expect(element(sourceOf(field('cloud.region', 'resource', 'string')), 'resource_attributes', 'cloud.region')).toBe(
      `CASE WHEN strpos(misplaced, chr(10) || 'cloud.region' || chr(10)) > 0 THEN "resource_attributes"['cloud.region'] ELSE "cloud_region" END`,
    );
  });

  it('knows no other maps', () => {
    expect(sourceOf().element('attributes_string', 'x')).toBeUndefined();
    expect(sourceOf().element('events', 'x')).toBeUndefined();
  });
});

it('every physical column read exists', () => {
  const source = sourceOf(field('x', 'span', 'string', 'number', 'boolean'), field('x', 'resource', 'string'));
  const columns = [
    ...source.star(),
    source.column('x'),
    source.column('attributes'),
    source.column('resource_attributes'),
  ];
  const known = new Set(SPANS_TABLE.columns.map((column) => column.name));
  for (const column of columns) {
    if (column === undefined) throw new Error('a column is missing');
    for (const name of source.physicalColumn(column).reads) expect(known).toContain(name);
  }
});
