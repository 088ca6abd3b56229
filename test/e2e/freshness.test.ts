// While an app keeps sending: what was acknowledged is soon there, once, for the server and for a read-only CLI beside it.
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { askCount, askRows, eventually, postTaken } from './lake-client.ts';
import { numberedSpans } from './numbered-spans.ts';
import { endProcesses } from './spawned-process.ts';
import { type RunningLake, startLake, testFolder, tracelake } from './tracelake-process.ts';

const SPANS_PER_REQUEST = 20;
const LARGEST_NUMBER = `SELECT count(*) AS n, count(DISTINCT span_id) AS ids, max("test.number") AS largest FROM spans`;

endProcesses('after each');

/** Sends one request after the other; `acknowledged` is the number of spans the lake has taken. */
class SteadySender {
  acknowledged = 0;
  begun = 0;
  readonly #lake: RunningLake;
  #stopped = false;
  #sending: Promise<unknown> = Promise.resolve();

  constructor(lake: RunningLake) {
    this.#lake = lake;
  }

  /** Settles when the first spans can be asked: before, the lake knows no attribute of theirs. */
  async start(): Promise<void> {
    await this.#sendOne();
    // The failure is the test's to see, when it stops the sender.
    this.#sending = this.#sendOn().catch((error: unknown) => error);
    await eventually(
      () => askCount(this.#lake),
      (n) => n > 0,
    );
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    expect(await this.#sending).toBeUndefined();
  }

  async #sendOn(): Promise<void> {
    while (!this.#stopped) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await this.#sendOne();
    }
  }

  async #sendOne(): Promise<void> {
    this.begun += SPANS_PER_REQUEST;
    await postTaken(this.#lake, numberedSpans(1, this.acknowledged, SPANS_PER_REQUEST));
    this.acknowledged += SPANS_PER_REQUEST;
  }
}

test('the server answers with what was acknowledged before, soon and once', async () => {
  const lake = await startLake(testFolder('freshness'));
  const sender = new SteadySender(lake);
  await sender.start();
  const delaysMs: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const { acknowledged } = sender;
    const ask = async () => (await askRows(lake, LARGEST_NUMBER))[0];
    const { answer, elapsedMs } = await eventually(ask, ({ n }) => Number(n) > acknowledged);
    delaysMs.push(Math.round(elapsedMs));
    expect(answer['ids']).toBe(answer['n']);
    expect(Number(answer['largest'])).toBe(Number(answer['n']) - 1);
    expect(Number(answer['n'])).toBeLessThanOrEqual(sender.begun);
  }
  await sender.stop();
  console.info(`acknowledged to queryable while appending: ${delaysMs.join(', ')} ms`);
});

test('a CLI that opens the folder beside the server sees the same rows, each once, while the server appends', async () => {
  const folder = testFolder('beside');
  const lake = await startLake(folder);
  const sender = new SteadySender(lake);
  await sender.start();
  // Without the server's address a command opens the folder itself.
  rmSync(join(folder, 'wal/server.json'));
  const counts: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const cli = await tracelake(['sql', LARGEST_NUMBER, '--data', folder, '--format', 'json']);
    expect(cli, cli.stderr).toMatchObject({ code: 0, stderr: expect.stringContaining('read-only') });
    const { n, ids, largest } = firstRow(cli.stdout);
    expect(ids).toBe(n);
    if (n > 0) expect(largest).toBe(n - 1);
    expect(n).toBeLessThanOrEqual(sender.begun);
    counts.push(n);
  }
  await sender.stop();
  expect(counts[2]).toBeGreaterThan(counts[0]);
  const all = await eventually(
    async () => firstRow((await tracelake(['sql', LARGEST_NUMBER, '--data', folder, '--format', 'json'])).stdout),
    ({ n }) => n >= sender.acknowledged,
  );
  const server = (await askRows(lake, LARGEST_NUMBER))[0];
  expect(all.answer).toEqual({ n: sender.acknowledged, ids: sender.acknowledged, largest: sender.acknowledged - 1 });
  expect(Number(server['n'])).toBe(sender.acknowledged);
});

function firstRow(json: string): { n: number; ids: number; largest: number } {
  const { rows } = JSON.parse(json) as { rows: [string, string, number][] };
  const [n, ids, largest] = rows[0];
  return { n: Number(n), ids: Number(ids), largest: Number(largest) };
}

test('a copy of the folder answers for itself, not by the server that runs on the folder it was copied from', async () => {
  const folder = testFolder('copied');
  const lake = await startLake(folder);
  const sender = new SteadySender(lake);
  await sender.start();
  await eventually(
    async () => (await askRows(lake, LARGEST_NUMBER))[0],
    ({ n }) => Number(n) > 0,
  );
  const copy = testFolder('copy');
  cpSync(folder, copy, { recursive: true });
  const copied = sender.begun;
  await eventually(
    async () => (await askRows(lake, LARGEST_NUMBER))[0],
    ({ n }) => Number(n) > copied,
  );
  await sender.stop();
  const answer = await tracelake(['sql', LARGEST_NUMBER, '--data', copy, '--format', 'json']);
  expect(answer.stderr).toContain('read-only');
  expect(firstRow(answer.stdout).n).toBeLessThanOrEqual(copied);
});
