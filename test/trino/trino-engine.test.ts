// TrinoEngine on a real Trino: the contract every engine fulfils, every type, exact integers, cancellation.
import { TrinoEngine } from '@tracelake/engine';
import { parseTypeText, typeText } from '@tracelake/query';
import { describe, expect, it } from 'vitest';
import { describeEngine } from '../../packages/engine/test/contract/engine-contract.ts';
import { allRows, ask, codeOf, engineQuery, OPTIONS } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { counting, ENDLESS, TRINO_CONTRACT, TYPED_VALUES } from './contract-queries.ts';
import { TRINO, trinoEngine } from './trino-connection.ts';

describe.runIf(TRINO !== null)('on a real Trino', () => {
  describeEngine('TrinoEngine', async () => trinoEngine(), TRINO_CONTRACT);

  it.each(TYPED_VALUES)('gives %s as %s', async (sql, type, value) => {
    const result = await trinoEngine().run(engineQuery(`SELECT ${sql}`, ['boolean']), OPTIONS);
    expect(result.columns.map((column) => typeText(column.type))).toEqual([type]);
    expect(await allRows(result)).toEqual([[value]]);
  });

  it('keeps the inferred column where Trino agrees, since it knows the zone', async () => {
    const zoned = { name: 'At', type: parseTypeText('timestamp(3) with time zone') };
    const query = { ...engineQuery('SELECT now() AS at', ['bigint']), columns: [zoned] };
    const result = await trinoEngine().run(query, OPTIONS);
    expect(result.columns[0]).toBe(zoned);
    await allRows(result);
  });

  it('refuses what has no form', async () => {
    expect(await codeOf(ask(trinoEngine(), engineQuery('SELECT approx_set(1)', ['varchar'])))).toBe('NOT_SUPPORTED');
  });

  it('says where nobody answers, and does not wait for ever', async () => {
    const engine = new TrinoEngine({ url: 'http://127.0.0.1:9', user: 'test', catalog: 'hive', schema: 'default' });
    await expect(ask(engine, counting(1))).rejects.toMatchObject({
      code: 'engine_failed',
      message: expect.stringContaining('127.0.0.1:9'),
    });
  });

  it('ends its queries in Trino when it is closed', async () => {
    const engine = trinoEngine();
    const running = codeOf(ask(engine, engineQuery(ENDLESS, ['bigint'])));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await engine.close();
    expect(await running).toBe('query_canceled');
    expect(await codeOf(ask(engine, counting(1)))).toBe('engine_failed');
    const states = await ask(
      trinoEngine(),
      engineQuery(
        `SELECT count(*) FROM system.runtime.queries WHERE state IN ('RUNNING', 'PLANNING', 'STARTING') AND query LIKE '%sf1000%' AND query NOT LIKE '%runtime%'`,
        ['bigint'],
      ),
    );
    expect(states).toEqual([['0']]);
  });
});
