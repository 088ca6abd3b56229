// Whole plans: the two texts (golden), the files, the probe, the notes, the errors.
import { TracelakeError } from '@tracelake/schema';
import { describe, expect, it } from 'vitest';
import { planQuery } from '../../src/plan/plan-query.ts';
import type { PlanInput, QueryPlan, QueryRequest } from '../../src/plan/query-plan.ts';
import { document, field } from './field-documents.ts';
import { dataFile } from './span-files.ts';

const START = BigInt(Date.UTC(2026, 10, 22, 10)) * 1_000_000n;
const MINUTE = 60_000_000_000n;

function fileOf(minute: bigint, name: string) {
  const start = START + minute * MINUTE;
  return dataFile(`landing/spans/dt=2026-11-22/hour=10/${name}.parquet`, {
    sizeBytes: 1_000_000,
    minStartTimeUnixNano: String(start),
    maxStartTimeUnixNano: String(start + MINUTE - 1n),
  });
}

const FILES = [fileOf(-1n, 'before'), fileOf(0n, 'first'), fileOf(1n, 'second'), fileOf(59n, 'last')];
const FIELDS = [
  field('user.plan', 'span', 'string'),
  field('cart.total', 'span', 'number'),
  field('app.cache_hit', 'span', 'boolean'),
  field('mixed', 'span', 'string', 'number'),
  field('mixed', 'resource', 'string'),
  field('process.pid', 'resource', 'string'),
  field('server.port', 'span', 'string'),
];
const INPUT: PlanInput = { files: FILES, documents: FILES.map(({ path }) => document(path, FIELDS)) };

function requestOf(sql: string, options: Partial<QueryRequest> = {}): QueryRequest {
  return {
    sql,
    startTimeUnixNano: START,
    endTimeUnixNano: START + 59n * MINUTE + 1n,
    duplicates: 'fast',
    ...options,
  };
}

function planOf(sql: string, options: Partial<QueryRequest> = {}, input: PlanInput = INPUT): QueryPlan {
  const { plan } = planQuery(requestOf(sql, options), input);
  if (plan === undefined) throw new Error('a probe was asked for');
  return plan;
}

function errorOf(sql: string, input: PlanInput = INPUT): TracelakeError {
  try {
    planQuery(requestOf(sql), input);
  } catch (error) {
    if (error instanceof TracelakeError) return error;
    throw error;
  }
  throw new Error(`no error: ${sql}`);
}

describe('texts', () => {
  it.each([
    ['count', 'SELECT count(*) FROM spans', {}],
    [
      'routes',
      `SELECT "http.route", count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95 FROM spans WHERE "user.plan" = 'pro' GROUP BY 1 ORDER BY n DESC`,
      {},
    ],
    [
      'attributes',
      `SELECT attributes['user.plan'], "cart.total", mixed, "app.cache_hit", "process.pid", "server.port" FROM spans`,
      {},
    ],
    ['exact', `SELECT name FROM spans WHERE trace_id = 'abc'`, { duplicates: 'exact' }],
    [
      'bounds',
      `SELECT service_name FROM spans WHERE time >= TIMESTAMP '2026-11-22 10:01:00' AND duration_ms > 250`,
      {},
    ],
    ['with', 'WITH a AS (SELECT name FROM spans), b AS (SELECT 1 AS x) SELECT * FROM a, b', {}],
    ['self-join', 'SELECT p.name FROM spans c JOIN spans p ON c.parent_span_id = p.span_id', {}],
    ['no-table', 'SELECT 1', {}],
    ['whole-maps', 'SELECT cardinality(attributes), cardinality(resource_attributes) FROM spans', {}],
    ['star', 'SELECT * FROM spans', {}],
  ] as const)('%s', async (name, sql, options) => {
    const plan = planOf(sql, options);
    const text = `-- ${sql}\n\n-- DuckDB\n${plan.duckdb.sql}\n\n-- Trino\n${plan.trino.sql}\n`;
    await expect(text).toMatchFileSnapshot(`../golden/plan/${name}.sql`);
  });
});

describe('files', () => {
  it('leaves out those outside the range and those that a bound rules out', () => {
    const names = (plan: QueryPlan) => plan.files.map(({ path }) => path.split('/').at(-1));
    expect(names(planOf('SELECT name FROM spans'))).toEqual(['first.parquet', 'second.parquet', 'last.parquet']);
    const bounded = planOf(`SELECT name FROM spans WHERE time < TIMESTAMP '2026-11-22 10:01:00'`);
    expect(names(bounded)).toEqual(['first.parquet']);
    expect(bounded.duckdb.sql).not.toContain('second.parquet');
    // Used twice, a bound of one use must not narrow the other.
    const join = planOf(`SELECT 1 FROM spans a, spans b WHERE a.time < TIMESTAMP '2026-11-22 10:01:00'`);
    expect(names(join)).toHaveLength(3);
  });

  it('estimates fewer bytes for fewer and narrower columns, more for more uses', () => {
    const bytes = (sql: string) => planOf(sql).estimatedBytes;
    expect(bytes('SELECT count(*) FROM spans')).toBeLessThan(bytes('SELECT "user.plan" FROM spans'));
    expect(bytes('SELECT "user.plan" FROM spans')).toBeLessThan(bytes('SELECT * FROM spans'));
    expect(bytes('SELECT * FROM spans')).toBeLessThanOrEqual(3_000_000);
    expect(bytes('SELECT 1 FROM spans a, spans b')).toBe(2 * bytes('SELECT 1 FROM spans'));
  });

  it('says what it reads and leaves out, and why', () => {
    const sql = `SELECT "http.route", "user.plan" FROM spans WHERE date_trunc('minute', time) = TIMESTAMP '2026-11-22 10:00' AND duration_nano > 4 AND kind = 'SERVER'`;
    expect(planOf(sql).scan).toBeUndefined();
    const { scan } = planOf(sql, { describes: true });
    expect(scan?.leftOut.map(({ reason, files }) => [reason, files])).toEqual([
      ['its last span starts before the time range', 1],
      ['no span of it can pass the conditions on time of the query', 2],
    ]);
    expect(scan?.bounds).toEqual([
      'start_time_unix_nano from 2026-11-22T10:00:00.000Z to before 2026-11-22T10:01:00.000Z, narrower than the time range because of the conditions of the query',
      'no filter on the start in 1 files: they lie wholly inside',
      'duration_nano >= 5',
      "kind = 'SERVER'",
    ]);
    expect(scan?.columnsRead.map(({ name, usedFor }) => [name, ...usedFor])).toEqual([
      ['(footers)'],
      ['attributes_string', 'user.plan'],
      ['start_time_unix_nano', 'time'],
      ['duration_nano', 'duration_nano'],
      ['kind', 'kind'],
      ['http_route', 'http.route'],
      ['amends'],
    ]);
    expect(scan?.advice.join()).toContain('"user.plan" is read from maps in 1 files');
    expect(planOf('SELECT cardinality(attributes) FROM spans', { describes: true }).scan?.advice.join()).toContain(
      "attributes['key'] with a constant key",
    );
  });

  it('reads maps only in files whose documents say that the attribute is there', () => {
    const [, first, second, last] = FILES.map(({ path }) => path);
    const documents = [
      document(FILES[0].path, FIELDS),
      document(first, FIELDS),
      document(second, [field('server.port', 'span', 'string')]),
      document(last, [field('user.plan', 'resource', 'string')], true),
    ];
    const probed = { names: ['user.plan'], fields: [] };
    const { sql } = planOf('SELECT "user.plan" FROM spans', {}, { ...INPUT, documents, probed }).duckdb;
    const branchOf = (path: string) => sql.split('UNION ALL\n').find((branch) => branch.includes(path)) ?? '';
    expect(branchOf(first)).toContain(`"attributes_string"['user.plan'] AS`);
    expect(branchOf(second)).not.toContain('attributes_string');
    // Its document is not whole: what it does not list may be there.
    expect(branchOf(last)).toContain(`coalesce("attributes_string"['user.plan']`);
    const port = planOf(
      'SELECT "server.port" FROM spans',
      {},
      { ...INPUT, documents: documents.slice(0, 3).concat(document(last, [])) },
    );
    expect(port.duckdb.sql.split('strpos(misplaced')).toHaveLength(2);
  });

  it('asks Trino for stored durations, of winners where duplicates are sought', () => {
    const sql = 'SELECT name FROM spans WHERE duration_nano BETWEEN 5 AND 9';
    expect(planOf(sql).trino.sql).toContain('amends IS NULL AND duration_nano >= 5 AND duration_nano <= 9\n)');
    expect(planOf(sql, { duplicates: 'exact' }).trino.sql).toContain('place = 1 AND duration_nano >= 5');
  });

  it('plans without files', () => {
    const plan = planOf('SELECT "http.route", events FROM spans', {}, { files: [], documents: [] });
    expect(plan.files).toEqual([]);
    expect(plan.estimatedBytes).toBe(0);
    expect(plan.duckdb.sql).not.toContain('read_parquet');
  });

  it('names files as the engine opens them', () => {
    const plan = planOf('SELECT name FROM spans', {}, { ...INPUT, locate: (path) => `/data/${path}` });
    expect(plan.duckdb.sql).toContain("'/data/landing/spans/dt=2026-11-22/hour=10/first.parquet'");
    expect(plan.trino.sql).not.toContain('/data/');
  });
});

describe('names', () => {
  it('refuses what no file has, with suggestions', () => {
    const error = errorOf('SELECT "user.plam" FROM spans');
    expect(error.code).toBe('COLUMN_NOT_FOUND');
    expect(JSON.stringify([error.details, error.hint, error.message])).toContain('user.plan');
  });

  it('says in a lake without a span that there is none yet, and when one that was just sent is there', () => {
    const error = errorOf('SELECT "user.plan" FROM spans', { files: [], documents: [] });
    expect(error).toMatchObject({ code: 'COLUMN_NOT_FOUND', details: { line: 1, column: 8 } });
    expect(error.hint).toMatch(/no span to ask yet.*a second or two after/);
  });

  it('says that it may be an attribute of what is left out', () => {
    const leftOut = [
      '"a.parquet" is left out: it cannot be read (EIO). It is tried again.',
      '"b.parquet" is left out.',
    ];
    for (const input of [INPUT, { files: [], documents: [] }]) {
      const error = errorOf('SELECT "order.weight" FROM spans', { ...input, leftOut });
      expect(error).toMatchObject({ code: 'COLUMN_NOT_FOUND', details: { leftOut } });
      expect(error.hint).toContain(
        'It may be an attribute of spans that are left out: "a.parquet" is left out: it cannot be read (EIO). It is tried again. So are others: 1.',
      );
      expect(error.hint).not.toContain('no span to ask yet');
    }
  });

  it('never shows where values lie', () => {
    for (const name of ['attributes_string', 'misplaced', 'amends', 'filename', 'file_row_number']) {
      expect(errorOf(`SELECT ${name} FROM spans`).code).toBe('COLUMN_NOT_FOUND');
    }
  });

  it('asks for a probe where a file has no whole document, and plans with what it finds', () => {
    const input = { ...INPUT, documents: INPUT.documents.slice(1) };
    const outcome = planQuery(requestOf('SELECT "User.Tier", sum("cart.total") FROM spans GROUP BY 1'), input);
    expect(outcome.probe?.names).toEqual(['user.tier', 'cart.total']);
    expect(outcome.probe?.files.map(({ path }) => path)).toEqual([FILES[0].path]);
    const probed = { names: outcome.probe?.names ?? [], fields: [field('User.Tier', 'span', 'string')] };
    const plan = planOf('SELECT "User.Tier", sum("cart.total") FROM spans GROUP BY 1', {}, { ...input, probed });
    expect(plan.columns.map(({ type }) => type.kind)).toEqual(['varchar', 'double']);
    expect(plan.notes.join()).toContain('field document');
    expect(errorOf('SELECT "User.Tier" FROM spans', { ...input, probed: { ...probed, fields: [] } }).code).toBe(
      'COLUMN_NOT_FOUND',
    );
  });

  it('notes slow forms', () => {
    expect(planOf('SELECT cardinality(attributes) FROM spans').notes.join()).toContain('slow');
    expect(planOf(`SELECT attributes['user.plan'] FROM spans`).notes).toEqual([]);
  });
});

it('says of conditions on time outside the range that no span is read, not a range from late to early', () => {
  const { scan } = planOf("SELECT name FROM spans WHERE dt = '2026-11-21'", { describes: true });
  expect(scan?.bounds).toEqual(['no span: the conditions on time of the query lie outside the time range']);
});

describe('files that need only be counted', () => {
  const remote: PlanInput = { ...INPUT, trustsRowCounts: true };
  const inside = { startTimeUnixNano: START - MINUTE };

  it('are not read where their documents are whole; those on the edge of the range are', () => {
    const { duckdb, files, trino } = planOf('SELECT count(*) FROM spans', inside, remote);
    expect(duckdb.sql).toContain('FROM range(3)');
    expect(duckdb.sql.match(/[a-z]+\.parquet/g)).toEqual(['last.parquet']);
    expect(files).toHaveLength(4);
    expect(trino.sql).toBe(planOf('SELECT count(*) FROM spans', inside).trino.sql);
  });

  it.each([
    ['of a folder, whose files cost nothing to open', 'SELECT count(*) FROM spans', {}, INPUT],
    ['of which a column is wanted', 'SELECT count(name) FROM spans', {}, remote],
    ['where rows are chosen', 'SELECT count(*) FROM spans WHERE status_code = NULL', {}, remote],
    ['where duplicates are sought', 'SELECT count(*) FROM spans', { duplicates: 'exact' }, remote],
    ['that no document knows whole', 'SELECT count(*) FROM spans', {}, { ...remote, documents: [] }],
  ] as const)('are read %s', (_, sql, options, input) => {
    const { duckdb } = planOf(sql, { ...inside, ...options }, input);
    expect(duckdb.sql).not.toContain('FROM range(');
    expect(duckdb.sql).toContain('first.parquet');
  });
});
