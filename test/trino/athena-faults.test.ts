// What goes wrong with Athena, as a user meets it: refused before it costs, stopped so that it costs no more, repeated, or told with the next step.
import { AthenaEngine } from '@tracelake/engine';
import { type FakeAthena, TEST_CREDENTIALS } from '@tracelake/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineQuery } from '../../packages/engine/src/query-engine.ts';
import { allRows, ask, codeOf, engineQuery, OPTIONS } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { counting, ENDLESS } from './contract-queries.ts';
import { athenaEngine, startAthenaHere, TRINO } from './trino-connection.ts';

const ONE = engineQuery('SELECT 1', ['integer']);
const SIGNAL = AbortSignal.timeout(300_000);

describe.runIf(TRINO !== null)('Athena in trouble', () => {
  let athena: FakeAthena;
  let engine: AthenaEngine;
  beforeAll(async () => {
    athena = await startAthenaHere({ workgroups: { primary: {}, other: {} } });
    engine = athenaEngine(athena);
  });
  afterEach(() => {
    athena.setFaults(() => undefined);
    athena.setFailures(() => undefined);
  });
  afterAll(async () => {
    await engine?.close();
    await athena?.close();
  });

  const callsSince = (from: number, operation: string) =>
    athena.calls.slice(from).filter((each) => each === operation).length;

  it.each(['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults'])(
    'repeats a throttled %s',
    async (operation) => {
      const from = athena.calls.length;
      let left = 2;
      athena.setFaults((call) => (call.operation === operation && left-- > 0 ? { kind: 'throttled' } : undefined));
      expect(await ask(engine, ONE)).toEqual([[1]]);
      expect(callsSince(from, operation)).toBe(3);
    },
  );

  it('starts once, although the answer to the start was lost', async () => {
    const before = athena.executions.length;
    let left = 1;
    athena.setFaults(({ operation }) =>
      operation === 'StartQueryExecution' && left-- > 0 ? { kind: 'reset-after' } : undefined,
    );
    expect(await ask(engine, ONE)).toEqual([[1]]);
    expect(athena.executions.length).toBe(before + 1);
  });

  it('says which permission is missing, and the line to add', async () => {
    athena.setFaults(({ operation }) =>
      operation === 'GetQueryResults'
        ? {
            kind: 'refused',
            code: 'AccessDeniedException',
            message: 'User is not authorized to perform: athena:GetQueryResults',
          }
        : undefined,
    );
    await expect(ask(engine, ONE)).rejects.toMatchObject({
      code: 'aws_access_denied',
      message: expect.stringContaining('athena:GetQueryResults is not allowed'),
      hint: expect.stringContaining(
        '"Action":"athena:GetQueryResults","Resource":"arn:aws:athena:*:*:workgroup/primary"',
      ),
    });
  });

  it.each([
    ['unknown', { ...TEST_CREDENTIALS, accessKeyId: 'AKIAOTHER0000000000A' }, 'aws_credentials_invalid'],
    ['wrongly signed', { ...TEST_CREDENTIALS, secretAccessKey: 'other' }, 'aws_credentials_invalid'],
  ])('tells %s credentials', async (_, credentials, code) => {
    const settings = { endpoint: athena.url, region: athena.region, credentials };
    const other = new AthenaEngine({ workgroup: 'primary', database: 'default', maxUsd: 1 }, settings);
    expect(await codeOf(ask(other, ONE))).toBe(code);
    await other.close();
  });

  it('tells expired and missing credentials', async () => {
    athena.setFaults(() => ({
      kind: 'refused',
      code: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
    }));
    expect(await codeOf(ask(engine, ONE))).toBe('aws_credentials_expired');
    const none = async () => {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      });
    };
    const settings = { endpoint: athena.url, region: athena.region, credentials: none };
    const other = new AthenaEngine({ workgroup: 'primary', database: 'default', maxUsd: 1 }, settings);
    expect(await codeOf(ask(other, ONE))).toBe('aws_credentials_missing');
    await other.close();
  });

  it('tells a workgroup that is not there', async () => {
    const other = athenaEngine(athena, { workgroup: 'nobody' });
    await expect(ask(other, ONE)).rejects.toMatchObject({
      code: 'engine_not_available',
      message: expect.stringContaining('"nobody" is not there'),
    });
    await other.close();
  });

  it.each<[reason: string, category: 1 | 2 | 3, type: number, expected: object]>([
    ['Query exhausted resources at this scale factor', 1, 1, { code: 'query_memory' }],
    [
      'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/landing/spans/x.parquet (offset=0, length=9): SlowDown',
      1,
      233,
      { code: 'too_many_queries', retryAfterSeconds: 5 },
    ],
    [
      'HIVE_CANNOT_OPEN_SPLIT: Error opening Hive split s3://b/landing/spans/x.parquet (offset=0, length=9): Not a Parquet file',
      1,
      233,
      { code: 'engine_failed', details: { trinoCode: 'HIVE_CANNOT_OPEN_SPLIT' } },
    ],
    ['Query timeout', 2, 206, { code: 'query_timeout' }],
    ['Insufficient permissions to execute the query.', 3, 1500, { code: 'aws_access_denied' }],
    ['GENERIC_INTERNAL_ERROR: null', 1, 100, { code: 'engine_failed' }],
    [
      'DIVISION_BY_ZERO: Division by zero [Execution ID: 01234567-89ab-cdef-0123-456789abcdef]',
      2,
      1001,
      { code: 'DIVISION_BY_ZERO', message: 'Division by zero' },
    ],
    [
      'TABLE_NOT_FOUND: line 1:8: Table \'awsdatacatalog.otel.x\' does not exist. This query ran against the "otel" database, unless qualified by the query. Please post the error message on our forum  or contact customer support  with Query Id: 01234567-89ab-cdef-0123-456789abcdef',
      2,
      1110,
      { code: 'TABLE_NOT_FOUND', message: "line 1:8: Table 'awsdatacatalog.otel.x' does not exist" },
    ],
  ])('says of "%s" what it means', async (reason, category, type, expected) => {
    athena.setFailures(() => ({ reason, category, type }));
    await expect(ask(engine, ONE)).rejects.toMatchObject(expected);
  });

  it('names the place of a syntax error, which Athena refuses at once', async () => {
    const before = athena.executions.length;
    await expect(ask(engine, engineQuery('SELECT 1,\n  FROM x', ['integer']))).rejects.toMatchObject({
      code: 'SYNTAX_ERROR',
      details: { line: 2, column: 3 },
    });
    expect(athena.executions.length).toBe(before);
  });

  it('refuses a text that Athena does not take, without asking', async () => {
    const from = athena.calls.length;
    const long = engineQuery(`SELECT '${'é'.repeat(131_072)}'`, ['varchar(131072)']);
    await expect(ask(engine, long)).rejects.toMatchObject({
      code: 'query_too_large',
      details: { limit: 262_144, bytes: expect.any(Number) },
    });
    expect(athena.calls.length).toBe(from);
  });

  it('refuses what is estimated above the budget, unless the request allows it', async () => {
    const from = athena.calls.length;
    const dear: EngineQuery = { ...ONE, estimatedBytes: 400e9 };
    await expect(ask(engine, dear)).rejects.toMatchObject({
      code: 'budget_exceeded',
      message: 'Athena would scan about 400000 MB for 2.00 USD; 1 USD are allowed',
      hint: expect.stringContaining('maxUsd 2'),
      details: { estimatedUsd: 2, maxUsd: 1 },
    });
    expect(await codeOf(ask(engine, ONE, { maxUsd: 0.00001 }))).toBe('budget_exceeded');
    expect(athena.calls.length).toBe(from);
    expect(await ask(engine, dear, { maxUsd: 2 })).toEqual([[1]]);
  });

  it('stops in Athena what nobody waits for any more', async () => {
    expect(await codeOf(ask(engine, engineQuery(ENDLESS, ['bigint']), { timeoutMs: 1_500 }))).toBe('query_timeout');
    // Before the answer: a sandbox is frozen behind it.
    expect(athena.executions.at(-1)?.state).toBe('CANCELLED');
    const other = athenaEngine(athena);
    const running = codeOf(ask(other, engineQuery(ENDLESS, ['bigint'])));
    const before = athena.executions.length;
    await expect.poll(() => athena.executions.length).toBe(before + 1);
    await other.close();
    expect(await running).toBe('query_canceled');
    expect(athena.executions.at(-1)?.state).toBe('CANCELLED');
  });

  it('tells a service that is away', async () => {
    const settings = {
      endpoint: 'http://127.0.0.1:9',
      region: athena.region,
      credentials: TEST_CREDENTIALS,
      maxAttempts: 2,
    };
    const away = new AthenaEngine({ workgroup: 'primary', database: 'default', maxUsd: 1 }, settings);
    await expect(ask(away, ONE)).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringMatching(/"primary" does not answer: .*ECONNREFUSED/),
    });
    const gone = away.start(ONE, { ...OPTIONS, signal: AbortSignal.abort() }, '');
    expect(await codeOf(gone)).toBe('query_canceled');
    const late = away.start(ONE, { ...OPTIONS, signal: AbortSignal.timeout(1) }, '');
    expect(await codeOf(late)).toBe('query_timeout');
    await away.close();
  });

  it('waits while as many queries run as may', async () => {
    let left = 2;
    athena.setFaults(({ operation }) =>
      operation === 'StartQueryExecution' && left-- > 0 ? { kind: 'queue-full' } : undefined,
    );
    expect(await ask(engine, ONE)).toEqual([[1]]);
  });

  it('takes an earlier result only where nothing can have been added', async () => {
    const query = engineQuery("SELECT 'reused'", ['varchar(6)']);
    for (const isReusable of [false, false, true]) {
      const result = await engine.run({ ...query, isReusable }, OPTIONS);
      expect(await allRows(result)).toEqual([['reused']]);
      expect(athena.executions.at(-1)?.reused !== undefined).toBe(isReusable);
      expect(result.stats().costUsd).toBe(isReusable ? 0 : 0.00005);
    }
  });

  it('finds from another process what was started, with its types, place and note', async () => {
    const query = engineQuery(
      "SELECT ARRAY[9007199254740993], name FROM (VALUES 'a', 'b') t(name) ORDER BY 2",
      ['array(bigint)', 'varchar(1)'],
      { takesLimit: true },
    );
    const id = await engine.start(query, { ...OPTIONS, rowLimit: 1 }, '{"files":3}');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    const other = athenaEngine(athena);
    await expect.poll(async () => (await other.find(id, SIGNAL)).status).toBe('succeeded');
    const found = await other.find(id, SIGNAL);
    expect(found).toMatchObject({ id, sql: query.sql, note: '{"files":3}', error: undefined });
    const result = await found.result();
    expect(result.columns).toEqual(query.columns);
    expect(await allRows(result)).toEqual([[['9007199254740993'], 'a']]);
    expect(result.stats()).toMatchObject({ engine: 'athena', rows: 1, truncated: true, costUsd: 0.00005 });
    const failing = await engine.start(
      engineQuery('SELECT 1 / (x - 1),\n nome FROM (VALUES 1) t(x)', ['integer', 'integer']),
      OPTIONS,
      '',
    );
    await expect.poll(async () => (await other.find(failing, SIGNAL)).status).toBe('failed');
    expect((await other.find(failing, SIGNAL)).error).toMatchObject({
      code: 'COLUMN_NOT_FOUND',
      details: { line: 2, column: 2 },
    });
    await other.close();
  });

  it('cancels from another process what was started', async () => {
    const id = await engine.start(engineQuery(ENDLESS, ['bigint']), OPTIONS, '');
    const other = athenaEngine(athena);
    const found = await other.find(id, SIGNAL);
    expect(found.status).toBe('running');
    await found.cancel();
    expect((await other.find(id, SIGNAL)).status).toBe('canceled');
    await other.close();
  });

  it('shows nobody the queries that others have in the account', async () => {
    await allRows(await engine.run(counting(1), OPTIONS));
    const foreign = athena.executions.at(-1)!.options.id;
    expect(await codeOf(engine.find(foreign, SIGNAL))).toBe('query_not_found');
    const started = await engine.start(ONE, OPTIONS, '');
    expect(await codeOf(athenaEngine(athena, { workgroup: 'other' }).find(started, SIGNAL))).toBe('query_not_found');
    expect(await codeOf(engine.find('00000000-0000-0000-0000-000000000000', SIGNAL))).toBe('query_not_found');
  });
});
