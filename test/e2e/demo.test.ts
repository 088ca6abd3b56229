// `tracelake demo` as a newcomer starts it: a first answer, and an incident that the named query finds.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askRows, askSql, eventually } from './lake-client.ts';
import { endProcesses, run } from './spawned-process.ts';
import {
  killLake,
  type RunningLake,
  removeFolder,
  startLake,
  temporaryFolder,
  testFolder,
  tracelake,
} from './tracelake-process.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const QUERIES = readdirSync(join(ROOT, 'queries'));
const README_QUERIES = [...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/```sql\n([\s\S]*?)```/g)].map(
  ([, sql]) => sql,
);
const HISTORY_MINUTES = 45;
const LAST_HOUR = { start: '-1h', end: 'now' };

let folder: string;
let demo: RunningLake;

endProcesses('after all');
beforeAll(async () => {
  folder = temporaryFolder('demo');
  demo = await startLake(folder, { command: 'demo' });
});
afterAll(() => removeFolder(folder));

test('the first question is answered soon, while the history still arrives', async () => {
  const ask = async () => Number((await askRows(demo, 'SELECT count(*) AS n FROM spans', LAST_HOUR))[0]['n']);
  const { elapsedMs } = await eventually(ask, (n) => n > 0, 60_000);
  console.info(`first answer with rows after ${Math.round(elapsedMs)} ms`);
});

describe('once the history is there', () => {
  beforeAll(async () => {
    const oldest = async () =>
      (await askRows(demo, `SELECT count(*) AS n, date_diff('minute', min(time), now()) AS minutes FROM spans`))[0];
    await eventually(oldest, ({ minutes }) => Number(minutes) >= HISTORY_MINUTES - 1, 60_000);
    const spans = async () => Number((await oldest())['n']);
    await eventually(spans, (n) => n > 25_000, 60_000);
  }, 150_000);

  test.each(QUERIES)('queries/%s gives rows', async (file) => {
    const cli = await tracelake([
      'sql',
      '--file',
      join(ROOT, 'queries', file),
      '--url',
      demo.apiUrl,
      '--format',
      'json',
    ]);
    expect(cli, cli.stderr).toMatchObject({ code: 0 });
    expect((JSON.parse(cli.stdout) as { rows: unknown[] }).rows.length).toBeGreaterThan(0);
  });

  test.each(README_QUERIES)('the README’s query gives rows: %s', async (sql) => {
    const { rows } = await askSql(demo, sql, LAST_HOUR);
    expect(rows.length).toBeGreaterThan(0);
  });

  test('no row mixes the values of others', async () => {
    const mixed = `name <> concat("http.request.method", ' ', "http.route")`;
    const [row] = await askRows(
      demo,
      `SELECT count(*) AS n, count_if(${mixed}) AS mixed FROM spans
       WHERE service_name = 'shop-gateway' AND "http.route" IS NOT NULL`,
    );
    expect(Number(row['n'])).toBeGreaterThan(4000);
    expect(row['mixed']).toBe('0');
  });

  test('the incident is the first line of the query for it', async () => {
    const sql = readFileSync(join(ROOT, 'queries/errors-by-version-and-provider.sql'), 'utf8');
    const [worst, second] = await askRows(demo, sql, LAST_HOUR);
    expect(worst).toMatchObject({ service: 'shop-payment', version: '2.4.1', provider: 'ottercard' });
    expect(Number(worst['error_percent'])).toBeGreaterThan(15);
    expect(Number(worst['p50_ms'])).toBeGreaterThan(1000);
    // Checkout suffers with it, at half the rate: half of its payments meet the old version.
    expect(second).toMatchObject({ service: 'shop-checkout', provider: 'ottercard' });
  });

  test('a question is asked by its name, and by calculations', async () => {
    const named = await tracelake(['sql', '@slow-routes', '--url', demo.apiUrl]);
    expect(named, named.stderr).toMatchObject({ code: 0 });
    expect(named.stdout).toContain('/checkout');
    const calculated = await tracelake(
      ['query', '--calculate', 'p50(duration_ms)', '--where', 'service.name = shop-payment and main = true'].concat([
        '--by',
        'service.version, payment.provider',
        '--limit',
        '1',
        '--url',
        demo.apiUrl,
        '--format',
        'json',
      ]),
    );
    expect(calculated, calculated.stderr).toMatchObject({ code: 0 });
    const { rows, other } = JSON.parse(calculated.stdout) as { rows: unknown[][]; other: unknown[] };
    expect(rows[0].slice(0, 2)).toEqual(['2.4.1', 'ottercard']);
    expect(Number(rows[0][2])).toBeGreaterThan(4 * Number(other[0]));
  });

  test('a comparison of all errors puts the two guilty attributes first', async () => {
    const cli = await tracelake(['compare', 'errors', '--url', demo.apiUrl, '--format', 'json']);
    expect(cli, cli.stderr).toMatchObject({ code: 0 });
    const { fields } = JSON.parse(cli.stdout) as { fields: { field: string }[] };
    const first = fields.slice(0, 2).map(({ field }) => field);
    expect(first.sort()).toEqual(['payment.provider', 'service.version']);
  });

  test('a trace of the incident can be read whole, from the browser to the provider', async () => {
    const [failed] = await askRows(
      demo,
      `SELECT trace_id FROM spans WHERE service_name = 'shop-checkout' AND "error.type" = 'PaymentFailedError' AND main LIMIT 1`,
    );
    const cli = await tracelake(['trace', String(failed['trace_id']), '--url', demo.apiUrl]);
    expect(cli, cli.stderr).toMatchObject({ code: 0 });
    for (const service of ['shop-web', 'shop-gateway', 'shop-checkout', 'shop-payment']) {
      expect(cli.stdout).toContain(service);
    }
  });

  test('live traffic goes on', async () => {
    const now = String(BigInt(Date.now()) * 1_000_000n);
    const ask = () => askRows(demo, 'SELECT count(*) AS n FROM spans', { start: now, end: '+1h' });
    await eventually(ask, ([row]) => Number(row['n']) > 5);
  });

  test('it ends cleanly, shop and all', async () => {
    expect(await shopsOf(demo)).toHaveLength(1);
    demo.process.signal('SIGTERM');
    expect(await demo.process.exited).toMatchObject({ code: 0 });
    expect(await shopsOf(demo)).toHaveLength(0);
  });
});

test('a demo that needs a token gives it to its shop, and killed it takes the shop with it', async () => {
  const env = { TRACELAKE_TOKEN: 'per%cent=equals,comma&more' };
  const guarded = await startLake(testFolder('demo-token'), { command: 'demo', env });
  const ask = async () => {
    const cli = await tracelake(['sql', 'SELECT count(*) FROM spans', '--url', guarded.apiUrl, '--format', 'json'], {
      env,
    });
    expect(cli, cli.stderr).toMatchObject({ code: 0 });
    return (JSON.parse(cli.stdout) as { rows: [string][] }).rows[0][0];
  };
  await eventually(ask, (count) => Number(count) > 0, 60_000);
  expect(await shopsOf(guarded)).toHaveLength(1);
  await killLake(guarded);
  await eventually(
    () => shopsOf(guarded),
    (shops) => shops.length === 0,
  );
});

/** Command lines of the shops that send to this demo's port. */
async function shopsOf({ otlpUrl }: RunningLake): Promise<string[]> {
  const { stdout } = await run('ps', ['-Awwo', 'args']);
  return stdout.split('\n').filter((line) => line.includes('demo-shop.js') && line.includes(otlpUrl));
}
