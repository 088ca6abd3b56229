// Faults of disk and folder under a real server: what senders are told, that questions are still answered, that it goes on by itself.
import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mountSmallDisk } from '@tracelake/testkit';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askCount, askRows, eventually, getJson, postOtlp, postTaken } from './lake-client.ts';
import { numberedSpans } from './numbered-spans.ts';
import { endProcesses, SpawnedProcess } from './spawned-process.ts';
import {
  CLI_PATH,
  killLake,
  type RunningLake,
  readyUrls,
  spawnTracelake,
  startLake,
  stopLake,
  testFolder,
  tracelake,
} from './tracelake-process.ts';

const SPANS = 20;

endProcesses('after each');

/** Sends numbered spans, one body after the other, and knows which were acknowledged. */
class Sender {
  acknowledged = 0;
  readonly #lake: RunningLake;
  #next = 0;

  constructor(lake: RunningLake) {
    this.#lake = lake;
  }

  /** A body of `SPANS` spans, each with so many bytes of text that no compression shortens. */
  async send(
    paddingBytes = 0,
    lake = this.#lake,
  ): Promise<{ status: number; retryAfter: string | null; text: string }> {
    const request = numberedSpans(this.#next, 0, SPANS);
    for (const span of request.resourceSpans![0]!.scopeSpans![0]!.spans!) {
      Object.assign(span, { traceState: noise(paddingBytes) });
    }
    this.#next += 1;
    const response = await postOtlp(lake, request);
    if (response.status === 200) this.acknowledged += SPANS;
    return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
  }

  async sendUntilRefused(paddingBytes: number) {
    for (;;) {
      const answer = await this.send(paddingBytes);
      if (answer.status !== 200) return answer;
    }
  }

  /** Every acknowledged span, each once, at last. */
  async expectAll(lake = this.#lake): Promise<void> {
    const count = 'SELECT count(*) AS n, count(DISTINCT span_id) AS ids FROM spans';
    const { answer } = await eventually(
      async () => (await askRows(lake, count))[0],
      ({ n }) => Number(n) >= this.acknowledged,
    );
    expect(answer).toEqual({ n: String(this.acknowledged), ids: String(this.acknowledged) });
  }
}

function noise(length: number): string {
  let text = '';
  while (text.length < length) text += Math.random().toString(36).slice(2);
  return text.slice(0, length);
}

const health = async (lake: RunningLake) => getJson(`${lake.apiUrl}/api/v1/health`);

async function healthOf(lake: RunningLake, wanted: string) {
  return (
    await eventually(
      () => health(lake),
      ({ body }) => body['status'] === wanted,
    )
  ).answer;
}

const doctor = (...args: string[]) => tracelake(['doctor', ...args]);

function smallDisk(sizeBytes: number) {
  const disk = mountSmallDisk(sizeBytes, { env: process.env });
  if (disk !== null) onTestFinished(() => disk.remove());
  return disk;
}

describe('a disk', () => {
  test('that is full: 503 until space returns, then on without a restart; questions are answered', async ({ skip }) => {
    const disk = smallDisk(12 << 20) ?? skip();
    const lake = await startLake(join(disk.path, 'lake'));
    const sender = new Sender(lake);
    await sender.send();
    await sender.expectAll();
    const refusal = await sender.sendUntilRefused(10_000);
    expect(refusal).toMatchObject({ status: 503, retryAfter: '5' });
    expect(refusal.text).toMatch(/disk_full: No space to write "wal\/log".*nothing needs a restart/);
    disk.fill(0);
    const failing = await healthOf(lake, 'failing');
    expect(failing).toMatchObject({ status: 503, body: { trouble: { code: 'disk_full' } } });
    expect(await askRows(lake, 'SELECT count(*) > 0 AS answered FROM spans')).toEqual([{ answered: true }]);
    expect((await doctor('--url', lake.apiUrl)).stdout).toMatch(/fail .*disk_full/);
    // What was acknowledged since the last tail cannot be shown, and answers say so.
    const { answer } = await eventually(
      () => getJson(`${lake.apiUrl}/api/v1/stats`),
      ({ body }) => /cannot be shown yet: .*No space/.test(JSON.stringify(body['lake'])),
    );
    expect(answer.body).toMatchObject({ ingest: { writer: { freshness: { lagMs: expect.any(Number) } } } });
    disk.empty();
    disk.setSize(64 << 20);
    expect(await sender.send()).toMatchObject({ status: 200 });
    await healthOf(lake, 'ok');
    await sender.expectAll();
  });

  test('that is still full when the server stops: it says that spans wait in the log, and the next start has them', async ({
    skip,
  }) => {
    const disk = smallDisk(12 << 20) ?? skip();
    const lake = await startLake(join(disk.path, 'lake'));
    const sender = new Sender(lake);
    await sender.sendUntilRefused(10_000);
    disk.fill(0);
    lake.process.signal('SIGTERM');
    const { code } = await lake.process.exited;
    expect([code, lake.process.stderr]).toEqual([
      1,
      expect.stringMatching(/No space .*safe in the log; the next start writes it/),
    ]);
    disk.empty();
    disk.setSize(64 << 20);
    await sender.expectAll(await startLake(join(disk.path, 'lake')));
  });

  test('that is full when a killed server starts again: questions are answered, 503 until space returns, then on without a restart', async ({
    skip,
  }) => {
    const disk = smallDisk(12 << 20) ?? skip();
    const killed = await startLake(join(disk.path, 'lake'));
    const before = new Sender(killed);
    await before.send();
    killed.process.signal('SIGKILL');
    await killed.process.exited;
    disk.fill(0);
    const lake = await startLake(join(disk.path, 'lake'));
    await before.expectAll(lake);
    const failing = await healthOf(lake, 'failing');
    expect(failing).toMatchObject({ status: 503, body: { trouble: { code: 'disk_full' } } });
    const trouble = /^ok +server +answers at .*\n(.*\n)*fail +writer +disk_full: No space/m;
    expect((await doctor('--url', lake.apiUrl)).stdout).toMatch(trouble);
    // The folder had no space for its address.
    const { port } = new URL(lake.apiUrl);
    expect((await doctor('--data', join(disk.path, 'lake'), '--port', port)).stdout).toMatch(trouble);
    const refusal = await before.send(0, lake);
    expect(refusal).toMatchObject({ status: 503, retryAfter: '5', text: expect.stringContaining('disk_full') });
    disk.empty();
    await healthOf(lake, 'ok');
    expect(await before.send(0, lake)).toMatchObject({ status: 200 });
    await before.expectAll(lake);
  });

  test('that becomes read-only: 503, questions are answered, and on when it is writable', async ({ skip }) => {
    const disk = smallDisk(32 << 20) ?? skip();
    const lake = await startLake(join(disk.path, 'lake'));
    const sender = new Sender(lake);
    await sender.send();
    await sender.expectAll();
    // A file system with an open log cannot be made read-only: the server closes one a second.
    await eventually(
      async () => disk.setReadOnly(true),
      (isDone) => isDone,
    );
    expect(await sender.send()).toMatchObject({ status: 503, retryAfter: '5', text: expect.stringContaining('EROFS') });
    expect(await healthOf(lake, 'failing')).toMatchObject({ body: { trouble: { code: 'storage_unavailable' } } });
    await sender.expectAll();
    disk.setReadOnly(false);
    expect(await sender.send()).toMatchObject({ status: 200 });
    await sender.expectAll();
  });

  test('that may hold no large file: 503 with the limit, no signal ends the server, smaller bodies are taken', async ({
    skip,
  }) => {
    if (process.platform !== 'linux') skip();
    const folder = testFolder('file-size');
    const server = [process.execPath, CLI_PATH, 'up', '--data', folder, '--port', '0', '--otlp-port', '0'];
    const program = new SpawnedProcess('prlimit', [`--fsize=${1 << 20}`, ...server]);
    const [apiUrl, otlpUrl] = await program.output(readyUrls);
    const sender = new Sender({ process: program, apiUrl, otlpUrl });
    expect(await sender.send(60_000)).toMatchObject({
      status: 503,
      text: expect.stringMatching(/disk_full: The process's limit of file sizes.*ulimit -f/),
    });
    expect(await sender.send(100)).toMatchObject({ status: 200 });
    await sender.expectAll();
  });
});

describe('a damaged file', () => {
  test('is set aside when a question meets it; stats and doctor name it, the rest is answered', async () => {
    const folder = testFolder('damaged');
    for (const round of [0, 1]) {
      const lake = await startLake(folder);
      await postTaken(lake, numberedSpans(round, 0, SPANS));
      await stopLake(lake);
    }
    const lake = await startLake(folder);
    await eventually(
      () => askCount(lake),
      (n) => n === 2 * SPANS,
    );
    const landing = join(folder, 'landing');
    const names = readdirSync(landing, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.parquet'),
    );
    const path = join(landing, names.sort()[0]!);
    writeFileSync(path, new Uint8Array(statSync(path).size));
    const beside = await tracelake(['doctor', '--data', folder]);
    expect([beside.code, beside.stdout]).toEqual([1, expect.stringMatching(/fail +files .*cannot be read/)]);
    expect(await askCount(lake)).toBe(SPANS);
    const { body } = await getJson(`${lake.apiUrl}/api/v1/stats`);
    const quarantined = `wal/quarantine/landing/${names[0]}`;
    expect(body['lake']).toMatchObject({ quarantined: { files: 1, paths: [quarantined] } });
    const { code, stdout } = await doctor('--data', folder);
    expect([code, stdout]).toEqual([0, expect.stringContaining(quarantined)]);
  });

  test('is set aside for one flipped bit, which DuckDB would not notice', async () => {
    const folder = testFolder('flipped');
    const first = await startLake(folder);
    await postTaken(first, numberedSpans(0, 0, SPANS));
    await stopLake(first);
    const lake = await startLake(folder);
    expect(await askCount(lake)).toBe(SPANS);
    const landing = join(folder, 'landing');
    const [name] = readdirSync(landing, { recursive: true, encoding: 'utf8' }).filter((each) =>
      each.endsWith('.parquet'),
    );
    // Who wrote the file: no reader asks for it.
    flipBit(join(landing, name!), 'tracelake');
    expect(await askCount(lake)).toBe(0);
    const { body } = await getJson(`${lake.apiUrl}/api/v1/stats`);
    expect(body['lake']).toMatchObject({
      notes: [expect.stringMatching(/is left out: its content is damaged/)],
      quarantined: { files: 1, paths: [`wal/quarantine/landing/${name}`] },
    });
  });
});

test('of its log, which a start finds, is told by doctor while that server runs', async () => {
  const folder = testFolder('damaged-log');
  const first = await startLake(folder);
  await postTaken(first, numberedSpans(0, 0, SPANS));
  await killLake(first);
  const [log] = readdirSync(join(folder, 'wal/log'));
  flipBit(join(folder, 'wal/log', log!), 'numbered');
  const lake = await startLake(folder);
  const { code, stdout } = await doctor('--data', folder);
  expect([code, stdout]).toEqual([
    0,
    expect.stringMatching(/warn +log +1 damaged place of the log .*set aside as wal\/quarantine/),
  ]);
  expect(await doctor('--url', lake.apiUrl)).toMatchObject({
    stdout: expect.stringMatching(/warn +log +1 damaged place/),
  });
});

/** Of the first byte of `text`, the one bit that makes another digit or letter of it. */
function flipBit(path: string, text: string): void {
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

describe('a folder', () => {
  test('that is moved under its server: 503, told by health and doctor, and on when it is back', async () => {
    const folder = join(testFolder('moved'), 'lake');
    const lake = await startLake(folder);
    const sender = new Sender(lake);
    await sender.send();
    await sender.expectAll();
    renameSync(folder, `${folder}-away`);
    const failing = await healthOf(lake, 'failing');
    expect(failing).toMatchObject({ status: 503, body: { trouble: { code: 'storage_unavailable' } } });
    const refusal = await sender.send();
    expect(refusal).toMatchObject({ status: 503, retryAfter: '5' });
    expect(refusal.text).toMatch(/storage_unavailable: .*was moved or deleted.*Put the folder back/);
    await expect(askCount(lake)).rejects.toThrow(/^503 .*storage_unavailable.*was moved or deleted/);
    for (const how of [
      ['--url', lake.apiUrl],
      ['--data', `${folder}-away`],
      ['--data', folder, '--port', new URL(lake.apiUrl).port],
    ]) {
      const { code, stdout } = await doctor(...how);
      expect([code, stdout]).toEqual([1, expect.stringMatching(/fail .*(?:moved or deleted|cannot write)/)]);
    }
    renameSync(`${folder}-away`, folder);
    await healthOf(lake, 'ok');
    expect(await sender.send()).toMatchObject({ status: 200 });
    await sender.expectAll();
  });

  test('that two servers are started on at once goes to one, and the other says who has it', async () => {
    const folder = testFolder('two');
    const args = ['up', '--data', folder, '--port', '0', '--otlp-port', '0'];
    const both = [spawnTracelake(args), spawnTracelake(args)];
    const loser = await Promise.race(both.map((program) => program.finished()));
    const winner = both.find((program) => !program.ended)!;
    expect(loser.code).toBe(1);
    expect(loser.stderr).toMatch(new RegExp(`folder_locked: Process ${winner.pid} writes`));
    const [apiUrl, otlpUrl] = await winner.output(readyUrls);
    const sender = new Sender({ process: winner, apiUrl, otlpUrl });
    await sender.send();
    await sender.expectAll();
  });
});
