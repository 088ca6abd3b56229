// The whole way with a real worker thread and DuckDB as the reader: every row exactly once at every moment, and after kill -9.
import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import { isTracelakeError } from '@tracelake/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LakeReader } from '../../src/lake-reader.ts';
import { withSnapshot } from '../../src/with-snapshot.ts';
import { type BuiltPrograms, buildPrograms } from './built-roll-worker.ts';
import { runAndKill } from './killed-writer.ts';
import {
  append,
  bodyOf,
  ManualClock,
  newFolder,
  openReader,
  openWriter,
  spanIds,
  spanIdsIn,
  visibleSpanIds,
} from './lake-fixture.ts';

let programs: BuiltPrograms;
beforeAll(async () => {
  programs = await buildPrograms();
});
afterAll(() => rm(dirname(programs.rollWorker), { recursive: true }));

const duckdb = (await DuckDBInstance.create(':memory:', { threads: '1' })).connect();

/** Numbers of the spans DuckDB reads, ascending, repeated where a row is read twice. */
async function numbersByDuckdb(reader: LakeReader): Promise<number[]> {
  return withSnapshot(reader, async (snapshot) => {
    if (snapshot.files.length === 0) return [];
    const files = snapshot.files.map((file) => `'${snapshot.locate(file.path)}'`).join();
    const sql = `SELECT attributes_number['number'] AS number FROM read_parquet([${files}]) ORDER BY 1`;
    const result = await (await duckdb).runAndReadAll(sql);
    return result.getRowObjects().map((row) => Number(row['number']));
  });
}

describe('a lake that is written and read at the same time', () => {
  it('shows every acknowledged row after a refresh, and none twice at any moment', async () => {
    const folder = await newFolder();
    const limits = {
      segmentBytes: 1 << 18,
      tailEveryMs: 50,
      landEveryMs: 300,
      graceMs: 20_000,
      waitingBytes: 1 << 30,
    };
    const writer = await openWriter(folder, { worker: { entry: programs.rollWorker }, limits });
    const reader = await openReader(folder);
    const acknowledged = new Set<number>();
    let stop = false;
    const send = async (sender: number) => {
      for (let n = 0; !stop; n++) {
        const first = (n * 4 + sender) * 10;
        await append(writer, bodyOf(first, 10, 50));
        for (let number = first; number < first + 10; number++) acknowledged.add(number);
        await setTimeout(3);
      }
    };
    const senders = Promise.all([0, 1, 2, 3].map(send));
    for (let reads = 0; reads < 10 || writer.stats().landing.files < 4; reads++) {
      const before = [...acknowledged];
      if (reads % 2 === 0) await writer.refresh();
      const numbers = await numbersByDuckdb(reader);
      const seen = new Set(numbers);
      expect(numbers.length).toBe(seen.size);
      if (reads % 2 === 0) expect(before.filter((number) => !seen.has(number))).toEqual([]);
    }
    stop = true;
    await senders;
    expect(writer.stats()).toMatchObject({
      errorsByCode: {},
      rollError: null,
      acknowledged: { rows: acknowledged.size },
    });
    await writer.close();
    expect(await numbersByDuckdb(reader)).toEqual([...acknowledged].sort((a, b) => a - b));
  });

  /** The thread's first life ends with its job of this number, which it has just begun. */
  async function dyingWorker(folder: string, job: number): Promise<string> {
    const entry = join(folder, 'dying-worker.mjs');
    const text = `
      import { existsSync, writeFileSync } from 'node:fs';
      import { parentPort } from 'node:worker_threads';
      const died = ${JSON.stringify(join(folder, 'died'))};
      await import(${JSON.stringify(pathToFileURL(programs.rollWorker).href)});
      let jobs = 0;
      parentPort.on('message', () => {
        if (++jobs !== ${job} || existsSync(died)) return;
        writeFileSync(died, '');
        process.exit(1);
      });`;
    await writeFile(entry, text);
    return entry;
  }

  it.each([1, 2, 3, 4])('starts its worker again when it dies, and goes on: in job %i', async (job) => {
    const folder = await newFolder();
    // By a clock of its own no job is begun by time; each log is a row group, which the thread keeps for landing.
    const limits = { rowGroupRows: 1 };
    const worker = { entry: await dyingWorker(folder, job) };
    const writer = await openWriter(folder, { worker, limits, clock: new ManualClock() });
    const steps = ['refresh', 'refresh', 'land', 'refresh'] as const;
    for (const [n, step] of steps.entries()) {
      if (step === 'refresh') await append(writer, bodyOf(n * 3, 3));
      const failure = await writer[step]().catch((error: unknown) => error);
      if (n + 1 !== job) expect(failure).toBeUndefined();
      else {
        expect(isTracelakeError(failure) && failure.message).toMatch(/worker thread ended/);
        await writer[step]();
      }
      const shown = [...spanIds(0, Math.min(n + 1, 2) * 3), ...(n === 3 ? spanIds(9, 3) : [])];
      expect(await visibleSpanIds(folder)).toEqual(shown);
    }
    await writer.close();
    expect(await visibleSpanIds(folder)).toEqual([...spanIds(0, 6), ...spanIds(9, 3)]);
    expect(writer.stats().damage).toEqual([]);
  });

  it.each([
    ['is gone', null],
    ['is cut off', 'export function '],
    ['wants a part that is gone', "import './chunk-of-before.mjs';"],
  ])('starts it again for each try where its file %s, and says what to do', async (_, text) => {
    const folder = await newFolder();
    const entry = join(folder, 'replaced-worker.mjs');
    if (text !== null) await writeFile(entry, text);
    const writer = await openWriter(folder, { worker: { entry } });
    await append(writer, bodyOf(0, 3));
    for (let n = 0; n < 2; n++) {
      await expect(writer.refresh()).rejects.toMatchObject({
        message: expect.stringMatching(/worker thread ended/),
        hint: expect.stringMatching(/were deleted or replaced under this server.*start it again/),
      });
    }
    await expect(writer.close()).rejects.toThrow(/worker thread ended/);
    await (await openWriter(folder, { worker: { entry: programs.rollWorker } })).close();
    expect(await visibleSpanIds(folder)).toEqual(spanIds(0, 3));
  });
});

describe('kill -9', () => {
  it('loses no acknowledged row and shows none twice', async () => {
    const folder = await newFolder();
    const acknowledged = new Set<string>();
    for (const [round, lifeMs] of [150, 420, 230, 610].entries()) {
      const ids = await runAndKill(programs, folder, round * 1_000_000, () => setTimeout(lifeMs));
      for (const id of ids) acknowledged.add(id);
      const beside = await spanIdsIn(await (await openReader(folder)).snapshot());
      expect(new Set(beside).size).toBe(beside.length);
    }
    const writer = await openWriter(folder);
    const visible = await spanIdsIn(await (await openReader(folder)).snapshot());
    expect(new Set(visible).size).toBe(visible.length);
    const seen = new Set(visible);
    expect([...acknowledged].filter((id) => !seen.has(id))).toEqual([]);
    expect(acknowledged.size).toBeGreaterThan(100);
    expect(writer.stats().damage).toEqual([]);
    await writer.close();
  });
});
