// DuckDB in its child: the contract, then deadlines, kills, memory and neighbours with queries that really spin.
import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DuckdbEngine, type DuckdbEngineOptions } from '../../src/duckdb/duckdb-engine.ts';
import type { ThreadLimit } from '../../src/thread-room.ts';
import { describeEngine } from '../contract/engine-contract.ts';
import { type BuiltChild, buildChild } from './built-child.ts';
import { allRows, ask, codeOf, DEAF_SQL, ENDLESS_SQL, engineQuery, OPTIONS } from './engine-queries.ts';

let child: BuiltChild;
beforeAll(async () => {
  child = await buildChild();
});
afterAll(() => child.remove());

const COUNTING = (n: number) => engineQuery(`SELECT range FROM range(${n})`, ['bigint']);

describeEngine('DuckdbEngine', async () => new DuckdbEngine({ childEntry: child.entry }), {
  counting: COUNTING,
  values: engineQuery(
    `SELECT * FROM (VALUES (9007199254740993::BIGINT, 'é', 1.5::DOUBLE, true), (NULL, NULL, NULL, NULL)) ORDER BY 1 NULLS LAST`,
    ['bigint', 'varchar', 'double', 'boolean'],
  ),
  failing: engineQuery(`SELECT CAST('TRINO|DIVISION_BY_ZERO|Division by zero' || range AS BIGINT) FROM range(3)`, [
    'bigint',
  ]),
  endless: engineQuery(ENDLESS_SQL, ['bigint']),
});

/** Where a test looks at the process that runs its query: among several, which one is the engine's affair. */
const ONE_CHILD = { maxRunning: 1, quickMs: 0 };

describe('DuckdbEngine', () => {
  const open: DuckdbEngine[] = [];
  function engineWith(options: Partial<DuckdbEngineOptions> = {}): DuckdbEngine {
    const engine = new DuckdbEngine({ childEntry: child.entry, ...options });
    open.push(engine);
    return engine;
  }
  afterEach(async () => {
    for (const engine of open.splice(0)) await engine.close();
  });

  it('kills the child when a query does not hear the interrupt, and works on in a new one', async () => {
    const engine = engineWith({ ...ONE_CHILD, killGraceMs: 200 });
    await ask(engine, COUNTING(1));
    const before = engine.childPids[0];
    // Long enough to be in the work that is deaf: while it is prepared, it hears.
    expect(await codeOf(ask(engine, engineQuery(DEAF_SQL, ['bigint']), { timeoutMs: 2_000 }))).toBe('query_timeout');
    await vi.waitFor(() => expect(engine.childPids).not.toContain(before), { timeout: 5000 });
    expect(existsSync(`/proc/${before}`)).toBe(false);
    expect(await ask(engine, COUNTING(1))).toEqual([['0']]);
    expect(engine.childPids).not.toContain(before);
  });

  it.runIf(process.platform === 'linux')('gives way to the process that asks, with all its threads', async () => {
    const engine = engineWith();
    await ask(engine, COUNTING(1_000_000));
    const [pid] = engine.childPids;
    const niceOf = (path: string) => Number(readFileSync(path, 'latin1').split(') ')[1]!.split(' ')[16]);
    const own = niceOf(`/proc/${process.pid}/stat`);
    const threads = readdirSync(`/proc/${pid}/task`).map((tid) => niceOf(`/proc/${pid}/task/${tid}/stat`));
    expect(threads.filter((nice) => nice <= own)).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('is ended before the process that asks where memory is short', async () => {
    const engine = engineWith();
    await ask(engine, COUNTING(1));
    const scoreOf = (pid: number) => Number(readFileSync(`/proc/${pid}/oom_score_adj`, 'latin1'));
    const own = scoreOf(process.pid);
    expect(own).toBeLessThan(1_000);
    expect(engine.childPids.map(scoreOf)).toEqual(engine.childPids.map(() => Math.min(1_000, own + 700)));
  });

  it('ends the work of a canceled query', async () => {
    const engine = engineWith(ONE_CHILD);
    await ask(engine, COUNTING(1));
    const controller = new AbortController();
    const running = ask(engine, engineQuery(ENDLESS_SQL, ['bigint']), { signal: controller.signal });
    setTimeout(() => controller.abort(), 200);
    expect(await codeOf(running)).toBe('query_canceled');
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const busy = cpuTicks(engine.childPids[0]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    // 50 ticks are 0.5 s of one core; an idle child takes next to none.
    expect(cpuTicks(engine.childPids[0]) - busy).toBeLessThan(20);
  });

  it('leaves the neighbour of a killed query alone', async () => {
    const engine = engineWith({ killGraceMs: 100 });
    const deaf = codeOf(ask(engine, engineQuery(DEAF_SQL, ['bigint']), { timeoutMs: 600 }));
    const neighbour = ask(
      engine,
      engineQuery(`SELECT count(*) FROM range(1000000) a(x), range(100) b(y) WHERE (x * y) % 7 = 3`, ['bigint']),
    );
    expect(await deaf).toBe('query_timeout');
    expect(await neighbour).toHaveLength(1);
  });

  it('answers what is quick while queries without end hold every place, and wait for one', async () => {
    const engine = engineWith({ killGraceMs: 100 });
    const controller = new AbortController();
    const options = { signal: controller.signal, timeoutMs: 120_000 };
    const sql = [ENDLESS_SQL, ENDLESS_SQL, DEAF_SQL];
    const endless = sql.map((text) => codeOf(ask(engine, engineQuery(text, ['bigint']), options)));
    for (let i = 0; i < 2; i++) expect(await ask(engine, COUNTING(1), { timeoutMs: 120_000 })).toEqual([['0']]);
    controller.abort();
    expect(await Promise.all(endless)).toEqual(sql.map(() => 'query_canceled'));
  }, 150_000);

  it('answers what is quick beside many without end, asked at the same moment', async () => {
    const engine = engineWith({ killGraceMs: 100 });
    const controller = new AbortController();
    const options = { signal: controller.signal, timeoutMs: 120_000 };
    let isAnswered = false;
    const endless = Array.from({ length: 12 }, () => ENDLESS_SQL).concat(DEAF_SQL);
    const ends = endless.map(async (text) => {
      const code = await codeOf(ask(engine, engineQuery(text, ['bigint']), options));
      expect([code, isAnswered]).toEqual(['query_canceled', true]);
    });
    const quick = Array.from({ length: 6 }, () => ask(engine, COUNTING(1), { timeoutMs: 120_000 }));
    expect(await Promise.all(quick)).toEqual(quick.map(() => [['0']]));
    isAnswered = true;
    controller.abort();
    await Promise.all(ends);
  }, 150_000);

  it('is not kept from others by readers who do not read, and ends who has read nothing for long when more want to answer', async () => {
    const engine = engineWith();
    const endless = { timeoutMs: 120_000, rowLimit: 1_000_000_000 };
    const unread = await Promise.all(Array.from({ length: 3 }, () => engine.run(COUNTING(1_000_000_000), endless)));
    expect(await ask(engine, COUNTING(10_000))).toHaveLength(10_000);
    expect(await ask(engine, COUNTING(100_000), { rowLimit: 100_000, timeoutMs: 120_000 })).toHaveLength(100_000);
    const codes = await Promise.all(unread.map((result) => codeOf(result.batches[Symbol.asyncIterator]().next())));
    expect(codes.filter((code) => code !== undefined)).toEqual(['result_not_read']);
  }, 150_000);

  it('begins again what did not end in its quick time, and answers it whole', async () => {
    const engine = engineWith({ maxRunning: 1, quickMs: 1, killGraceMs: 100 });
    const long = 'SELECT count(*) FROM range(1000000) a(x), range(10) b(y) WHERE (x * y) % 7 = 3';
    const asked = Array.from({ length: 4 }, () => ask(engine, engineQuery(long, ['bigint']), { timeoutMs: 120_000 }));
    const answers = (await Promise.all(asked)).map(([[count]]) => count);
    expect(new Set(answers)).toEqual(new Set(['1142856']));
  }, 150_000);

  it.each([
    ['INVALID_CAST_ARGUMENT', "CAST(CASE WHEN x = 250000 THEN 'bad' ELSE '1' END AS BIGINT)"],
    [
      'DIVISION_BY_ZERO',
      "CAST(CASE WHEN x = 250000 THEN 'TRINO|DIVISION_BY_ZERO|Division by zero' ELSE '1' END AS BIGINT)",
    ],
  ])('does not take a failure behind the first rows for their end: %s', async (code, failing) => {
    const engine = engineWith(ONE_CHILD);
    const sql = engineQuery(`SELECT ${failing} FROM range(300000) t(x)`, ['bigint']);
    const result = await engine.run(sql, { ...OPTIONS, rowLimit: 1_000_000 });
    let rows = 0;
    const reading = (async () => {
      for await (const batch of result.batches) rows += batch.length;
    })();
    expect(await codeOf(reading)).toBe(code);
    expect(rows).toBeGreaterThan(0);
    expect(await ask(engine, COUNTING(2))).toHaveLength(2);
  });

  it('fails a reader that has seen rows when the child dies, and works on', async () => {
    const engine = engineWith(ONE_CHILD);
    const result = await engine.run(COUNTING(10_000_000), { ...OPTIONS, rowLimit: 10_000_000 });
    const reading = (async () => {
      let seen = 0;
      for await (const batch of result.batches) {
        seen += batch.length;
        if (seen === batch.length) process.kill(engine.childPids[0] ?? 0, 'SIGKILL');
      }
    })();
    await expect(reading).rejects.toMatchObject({
      code: 'query_memory',
      message: expect.stringContaining('system ended'),
      hint: 'Give the machine or the container more memory, or ask again.',
    });
    expect(await ask(engine, COUNTING(2))).toHaveLength(2);
  });

  it('stops a query that counts as too much memory for DuckDB', async () => {
    const engine = engineWith({ memoryLimitMb: 64 });
    const sql = 'SELECT count(*) FROM (SELECT DISTINCT md5(range::VARCHAR) FROM range(20000000))';
    expect(await codeOf(ask(engine, engineQuery(sql, ['bigint'])))).toBe('query_memory');
    expect(await ask(engine, COUNTING(1))).toHaveLength(1);
  });

  it.runIf(existsSync('/proc/self/status'))('kills a query whose memory DuckDB does not count', async () => {
    const engine = engineWith({ memoryLimitMb: 64, maxRunning: 1 });
    const sql = `SELECT sum(length(repeat('a', 900000000 + (random() < 0)::INT))) FROM range(4)`;
    expect(await codeOf(ask(engine, engineQuery(sql, ['bigint'])))).toBe('query_memory');
    expect(await ask(engine, COUNTING(1))).toHaveLength(1);
  });

  it('refuses queries beyond its queue', async () => {
    const engine = engineWith({ maxRunning: 1, maxQueued: 1, quickMs: 0 });
    const controller = new AbortController();
    const options = { signal: controller.signal };
    await ask(engine, COUNTING(1));
    const running = codeOf(ask(engine, engineQuery(ENDLESS_SQL, ['bigint']), options));
    const waiting = codeOf(ask(engine, engineQuery(ENDLESS_SQL, ['bigint']), options));
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('too_many_queries');
    controller.abort();
    expect(await Promise.all([running, waiting])).toEqual(['query_canceled', 'query_canceled']);
    expect(await ask(engine, COUNTING(1))).toHaveLength(1);
  });

  it('holds no more than a few batches for a slow reader', async () => {
    const engine = engineWith(ONE_CHILD);
    const result = await engine.run(COUNTING(50_000_000), { ...OPTIONS, rowLimit: 50_000_000 });
    const batches = result.batches[Symbol.asyncIterator]();
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const idle = cpuTicks(engine.childPids[0]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(cpuTicks(engine.childPids[0]) - idle).toBeLessThan(20);
    await batches.return?.();
  });

  it('refuses an answer of another type than inferred', async () => {
    const query = engineQuery('SELECT 1.5::DOUBLE', ['bigint'], { engineTypes: ['BIGINT'] });
    expect(await codeOf(ask(engineWith(), query))).toBe('NOT_SUPPORTED');
  });

  it('says that a file of the plan is gone', async () => {
    const query = engineQuery(`SELECT * FROM read_parquet(['/nowhere/gone.parquet'])`, ['bigint'], {
      files: ['/nowhere/gone.parquet'],
    });
    expect(await codeOf(ask(engineWith(), query))).toBe('object_not_found');
  });

  it('fails every waiting query when the child cannot start', async () => {
    const engine = engineWith({ childEntry: '/nowhere/duckdb-child.js' });
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('engine_failed');
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('engine_failed');
  });

  it('says so, and closes, where the system throws as it makes a process', async () => {
    const engine = engineWith({ childEntry: '/nowhere/\0' });
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('engine_failed');
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('engine_failed');
    await engine.close();
  });

  it('says which limit leaves no threads for a child, and starts one for the next query', async () => {
    let limit: ThreadLimit | null = { used: 12, most: 22, name: 'ulimit -u' };
    const entry = join(dirname(child.entry), 'ends-as-it-starts.mjs');
    writeFileSync(entry, 'process.abort();');
    const engine = engineWith({ childEntry: entry, threadLimit: () => limit });
    await expect(ask(engine, COUNTING(1))).rejects.toMatchObject({
      code: 'too_many_queries',
      message: 'No process can be started for the query: 12 of 22 processes and threads (ulimit -u) are there.',
      retryAfterSeconds: 5,
    });
    limit = null;
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('engine_failed');
    copyFileSync(child.entry, entry);
    expect(await ask(engine, COUNTING(1))).toEqual([['0']]);
  });

  it('tries again for a child that did not come up while another was there', async () => {
    const entry = join(dirname(child.entry), 'fails-once.mjs');
    const starts = mkdtempSync(join(dirname(child.entry), 'starts-'));
    // A child may write no file.
    const text = `
      import { mkdtempSync, readdirSync } from 'node:fs';
      mkdtempSync(${JSON.stringify(join(starts, 'start-'))});
      if (readdirSync(${JSON.stringify(starts)}).length === 2) process.exit(1);
      await import(${JSON.stringify(child.entry)});`;
    writeFileSync(entry, text);
    const engine = engineWith({ childEntry: entry, maxRunning: 2, quickMs: 0 });
    const endless = ask(engine, engineQuery(ENDLESS_SQL, ['bigint']), { timeoutMs: 60_000 }).catch(() => undefined);
    await vi.waitFor(() => expect(readdirSync(starts)).toHaveLength(2), { timeout: 10_000 });
    expect(await ask(engine, COUNTING(1), { timeoutMs: 30_000 })).toEqual([['0']]);
    await engine.close();
    await endless;
  }, 60_000);

  it('leaves no process behind', async () => {
    const engine = engineWith();
    await allRows(await engine.run(COUNTING(3), OPTIONS));
    const pid = engine.childPids[0];
    await engine.close();
    expect(existsSync(`/proc/${pid}`)).toBe(false);
    expect(await codeOf(ask(engine, COUNTING(1)))).toBe('engine_failed');
  });
});

/** Hundredths of a second of processor time the process has used; 0 where there is no /proc. */
function cpuTicks(pid: number | undefined): number {
  if (!existsSync(`/proc/${pid}/stat`)) return 0;
  const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1].split(' ');
  return Number(fields[11]) + Number(fields[12]);
}
