// Errors over a real lake: what is one group, what is said of it, and how it is resolved and comes back.
import { encodeQuery, normalMessageSql } from '@tracelake/query';
import type { OtlpSpan } from '@tracelake/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGE_SAMPLES } from '../../query/test/errors/message-samples.ts';
import { sqlLiteral } from '../src/reads/sql-text.ts';
import { call } from './support/api-caller.ts';
import { removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from './support/sample-server.ts';

const HOUR_NANO = 3_600_000_000_000n;
const NOW = BigInt(Date.now()) * 1_000_000n;
const START = (NOW / HOUR_NANO) * HOUR_NANO - 2n * HOUR_NANO;
const RANGE = `start=${START}&end=${START + HOUR_NANO}`;

interface Failure {
  readonly type?: string;
  readonly message: string;
  readonly stack?: string;
  readonly atSeconds: number;
  readonly version?: string;
}

let server: SampleServer;
let spans = 0;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const id = (bytes: number) => Buffer.from((++spans).toString(16).padStart(bytes * 2, '0'), 'hex');

function failed({ type, message, stack, atSeconds }: Failure): OtlpSpan {
  const startTimeUnixNano = START + BigInt(atSeconds) * 1_000_000_000n;
  const attributes = [
    ...(type === undefined ? [] : [text('exception.type', type), text('exception.message', message)]),
    ...(stack === undefined ? [] : [text('exception.stacktrace', stack)]),
  ];
  return {
    traceId: id(16),
    spanId: id(8),
    name: 'charge',
    kind: 2,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + 5_000_000n,
    attributes: [text('user.plan', atSeconds % 2 === 0 ? 'pro' : 'free')],
    status: { code: 2, message },
    events: attributes.length === 0 ? [] : [{ timeUnixNano: startTimeUnixNano, name: 'exception', attributes }],
  };
}

function send(service: string, version: string, failures: readonly Failure[]): Promise<void> {
  const attributes = [text('service.name', service), text('service.version', version)];
  if (service === 'checkout') attributes.push(text('faas.name', 'checkout-fn'));
  return sendSpans(server, [
    { resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans: failures.map(failed) }] }] },
  ]);
}

beforeAll(async () => {
  server = await startSampleServer();
  const type = 'PaymentError';
  await send('checkout', '2.4.0', [
    { type, message: 'order 41 refused by "ottercard"', stack: 'at old (a.ts:1)', atSeconds: 60 },
    { type, message: 'order 42 refused by "brindlepay"', stack: 'at old (a.ts:1)', atSeconds: 61 },
  ]);
  await send('web', '1.0.0', [
    { type, message: 'order 7 refused by "x"\nand a second line', stack: 'at web (b.ts:9)', atSeconds: 120 },
    { message: "can't reach 'db-1' at 10.0.0.1:5432", atSeconds: 3000 },
  ]);
});

afterAll(async () => {
  await server?.remove();
  await removeBuiltCli();
});

const list = async (query = '') => (await call(server, 'GET', `/api/v1/errors?${RANGE}${query}`)).json;

describe('GET /api/v1/errors', () => {
  it('groups by type and normal message, with all that a list shows of them', async () => {
    const { errors, times, granularitySeconds, stats, sql } = await list('&granularity=60');
    expect([times.length, times[0], granularitySeconds]).toEqual([60, isoOf(START), 60]);
    expect(errors).toMatchObject([
      {
        type: 'PaymentError',
        message: 'order # refused by "…"',
        state: 'open',
        stateSince: null,
        count: 3,
        services: ['checkout', 'web'],
        functions: ['checkout-fn'],
        versions: ['1.0.0', '2.4.0'],
        newest: {
          service: 'web',
          function: null,
          version: '1.0.0',
          message: 'order 7 refused by "x"\nand a second line',
          stack: 'at web (b.ts:9)',
          startTimeUnixNano: String(START + 120_000_000_000n),
        },
      },
      { type: null, message: "can't reach '…' at #", count: 1, services: ['web'], newest: { stack: null } },
    ]);
    expect(errors[0].counts.slice(0, 4)).toEqual([0, 2, 1, 0]);
    expect(errors[1].counts[50]).toBe(1);
    expect(errors[0].firstSeen < errors[0].lastSeen).toBe(true);
    expect(stats).toMatchObject({ engine: 'duckdb', rows: 2 });
    const again = await call(server, 'POST', '/api/v1/sql', {
      body: { sql, start: String(START), end: String(START + HOUR_NANO) },
    });
    expect(again.json.rows).toHaveLength(2);
    const trace = await call(server, 'GET', `/api/v1/traces/${errors[0].newest.traceId}`);
    expect(trace.json.spans[0].spanId).toBe(errors[0].newest.spanId);
  });

  it.each([
    ['&where=service.name = checkout', [2]],
    ['&where=user.plan = pro and exception.type exists', [2]],
    [
      `&q=${encodeQuery({ filters: [{ column: 'plan', op: '=', value: 'free' }], calculatedFields: [{ name: 'plan', expression: '"user.plan"' }] })}`,
      [1],
    ],
    ['&where=service.name = nobody', []],
    ['&limit=1', [3]],
  ])('%s', async (query, counts) => {
    const { errors, truncated } = await list(query.replaceAll(' ', '%20'));
    expect(errors.map(({ count }: { count: number }) => count)).toEqual(counts);
    expect(truncated).toBe(query === '&limit=1' ? true : undefined);
  });

  it.each([
    ['&where=user.plam = pro', 'COLUMN_NOT_FOUND', 'filters[0].column'],
    ['&where=a = 1&q=1~{}', 'invalid_request', 'where'],
    ['&granularity=1', 'invalid_request', 'granularity'],
  ])('refuses %s and names the field', async (query, code, field) => {
    const { status, json } = await call(server, 'GET', `/api/v1/errors?${RANGE}${query.replaceAll(' ', '%20')}`);
    expect([status, json.code, json.details.field]).toEqual([400, code, field]);
  });
});

describe('a normal message', () => {
  it('is the same for messages that differ in numbers, ids and quoted parts', async () => {
    const literals = MESSAGE_SAMPLES.map(([message], n) => {
      return `(${n}, ${message === null ? 'CAST(NULL AS varchar)' : sqlLiteral(message)})`;
    });
    const sql = `SELECT ${normalMessageSql('m')} FROM (VALUES ${literals.join(', ')}) AS t (n, m) ORDER BY n`;
    const { json } = await call(server, 'POST', '/api/v1/sql', { body: { sql } });
    expect(json.rows.map(([normal]: unknown[]) => normal)).toEqual(MESSAGE_SAMPLES.map(([, normal]) => normal));
  });
});

describe('PUT /api/v1/errors/:group', () => {
  const put = (group: string, state: string) => call(server, 'PUT', `/api/v1/errors/${group}`, { body: { state } });
  const states = async () =>
    (await call(server, 'GET', '/api/v1/errors?start=-3h')).json.errors.map(({ state }: { state: string }) => state);

  it('keeps what was decided; a resolved group that is seen again is regressed', async () => {
    const [first, second] = (await list()).errors;
    const resolved = await put(first.group, 'resolved');
    expect(resolved.json).toEqual({ group: first.group, state: 'resolved', stateSince: expect.any(String) });
    await put(second.group, 'ignored');
    expect(await states()).toEqual(['resolved', 'ignored']);
    expect((await list()).errors[0].stateSince).toBe(resolved.json.stateSince);
    const later = Number((BigInt(Date.now()) * 1_000_000n - START) / 1_000_000_000n) + 1;
    await send('checkout', '2.4.1', [
      { type: first.type, message: 'order 43 refused by "zebra"', atSeconds: later },
      { message: "can't reach 'db-2' at 10.0.0.2:5432", atSeconds: later },
    ]);
    const end = START + BigInt(later + 60) * 1_000_000_000n;
    const now = (await call(server, 'GET', `/api/v1/errors?start=${START}&end=${end}`)).json.errors;
    expect(now.map(({ state }: { state: string }) => state)).toEqual(['regressed', 'ignored']);
    // Of the time before nothing has changed.
    expect((await list()).errors[0].state).toBe('resolved');
    expect((await put(first.group, 'open')).json).toMatchObject({ state: 'open', stateSince: null });
    expect((await list()).errors[0].state).toBe('open');
  });

  it('refuses other states, and what is no group', async () => {
    expect((await put('0'.repeat(16), 'closed')).status).toBe(400);
    expect((await put('PaymentError', 'open')).status).toBe(400);
  });
});

function isoOf(unixNano: bigint): string {
  return new Date(Number(unixNano / 1_000_000n)).toISOString();
}
