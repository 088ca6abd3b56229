// The Athena engine's calls on an emulator that others wrote: they are well-formed, and its states, pages and cells are read right. The
// emulator runs DuckDB, so the SQL is what both understand; the text of real queries is proven on a Trino (test/trino).
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { type AthenaClientSettings, AthenaEngine } from '@tracelake/engine';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allRows, ask, engineQuery, OPTIONS } from '../../packages/engine/test/duckdb/engine-queries.ts';
import { newBucket, STAND_CLIENT, stand } from './stand-account.ts';

describe.runIf(stand !== null)('Athena on the stand', () => {
  const { endpoint, region, credentials } = STAND_CLIENT;
  const settings = { endpoint, region, credentials } as AthenaClientSettings;
  const engine = new AthenaEngine({ workgroup: 'lake', database: 'default', maxUsd: 1 }, settings);
  beforeAll(async () => {
    const client = new AthenaClient(settings as object);
    const ResultConfiguration = { OutputLocation: `s3://${await newBucket()}/results/` };
    await client.send(new CreateWorkGroupCommand({ Name: 'lake', Configuration: { ResultConfiguration } }));
    client.destroy();
  });
  afterAll(() => engine.close());

  it('says which workgroup has no place for results', async () => {
    const primary = new AthenaEngine({ workgroup: 'primary', database: 'default', maxUsd: 1 }, settings);
    await expect(ask(primary, engineQuery('SELECT 1', ['integer']))).rejects.toMatchObject({
      code: 'engine_failed',
      hint: 'Set a result location on the workgroup.',
    });
    await primary.close();
  });

  it('starts, waits, reads every page', async () => {
    const rows = await ask(engine, engineQuery('SELECT range AS n FROM range(0, 2500) ORDER BY 1', ['bigint']));
    expect(rows).toHaveLength(2_500);
    expect(rows.every(([value], i) => value === String(i))).toBe(true);
  });

  it('tells NULL from an empty text, and cuts at the limit', async () => {
    const query = engineQuery(
      "SELECT * FROM (VALUES ('a'), (''), (NULL)) t(x) ORDER BY x DESC NULLS LAST",
      ['varchar'],
      {
        takesLimit: true,
      },
    );
    expect(await ask(engine, query)).toEqual([['a'], [''], [null]]);
    const cut = await engine.run(query, { ...OPTIONS, rowLimit: 2 });
    expect(await allRows(cut)).toEqual([['a'], ['']]);
    expect(cut.stats()).toMatchObject({ engine: 'athena', rows: 2, truncated: true });
  });

  it('gives the error of a query that fails', async () => {
    const failing = engineQuery('SELECT * FROM nothing_of_this_name', ['bigint']);
    await expect(ask(engine, failing)).rejects.toMatchObject({ code: 'engine_failed', details: { engine: 'athena' } });
    expect(await ask(engine, engineQuery('SELECT 1', ['integer']))).toEqual([[1]]);
  });

  it('finds what was started by its id', async () => {
    const signal = AbortSignal.timeout(30_000);
    const id = await engine.start(engineQuery('SELECT 7 AS n', ['integer']), OPTIONS, 'note');
    await expect.poll(async () => (await engine.find(id, signal)).status).toBe('succeeded');
    const found = await engine.find(id, signal);
    expect(found).toMatchObject({ id, sql: 'SELECT 7 AS n', note: 'note' });
    expect(await allRows(await found.result())).toEqual([[7]]);
    await found.cancel();
  });
});
