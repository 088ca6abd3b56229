// kill -9 at a random moment, again and again: nothing that was acknowledged is lost, nothing is there twice.
import { expect, test } from 'vitest';
import { askRows, postTaken } from './lake-client.ts';
import { numberedSpans } from './numbered-spans.ts';
import { endProcesses } from './spawned-process.ts';
import { killLake, type RunningLake, startLake, stopLake, testFolder } from './tracelake-process.ts';

const ROUNDS = 4;
const SENDERS = 4;
const SPANS_PER_REQUEST = 25;

endProcesses('after each');

test('what was acknowledged outlives kill -9, each span once', async () => {
  const folder = testFolder('kill');
  const acknowledged = new Set<string>();
  const sent = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const lake = await startLake(folder);
    await expectWhole(lake, acknowledged, sent);
    const senders = Array.from({ length: SENDERS }, (_, sender) =>
      sendUntilRefused(lake, round * SENDERS + sender, acknowledged, sent),
    );
    // Somewhere before, in and after the first writing of a tail.
    await new Promise((resolve) => setTimeout(resolve, 150 + 700 * round));
    await killLake(lake);
    const failures = (await Promise.allSettled(senders)).filter(({ status }) => status === 'rejected');
    expect(failures).toEqual([]);
  }
  const lake = await startLake(folder);
  await expectWhole(lake, acknowledged, sent);
  expect(acknowledged.size).toBeGreaterThan(ROUNDS * SPANS_PER_REQUEST);
  await stopLake(lake);
  const afterGracefulStop = await startLake(folder);
  await expectWhole(afterGracefulStop, acknowledged, sent);
});

async function sendUntilRefused(lake: RunningLake, run: number, acknowledged: Set<string>, sent: Set<string>) {
  for (let first = 0; ; first += SPANS_PER_REQUEST) {
    const names = Array.from({ length: SPANS_PER_REQUEST }, (_, offset) => `run-${run}/${first + offset}`);
    for (const name of names) sent.add(name);
    const taken = await postTaken(lake, numberedSpans(run, first, SPANS_PER_REQUEST)).catch((error: Error) => error);
    // The connection breaks when the server is killed; any answer but 200 is a failure of the test.
    if (taken instanceof TypeError) return;
    if (taken instanceof Error) throw taken;
    for (const name of names) acknowledged.add(name);
  }
}

async function expectWhole(lake: RunningLake, acknowledged: ReadonlySet<string>, sent: ReadonlySet<string>) {
  if (acknowledged.size === 0) return;
  const rows = await askRows(lake, `SELECT service_name, "test.number" AS number FROM spans`);
  const answered = rows.map((row) => `${row['service_name']}/${row['number']}`);
  const there = new Set(answered);
  expect(answered.length - there.size, 'spans there twice').toBe(0);
  const lost = [...acknowledged].filter((name) => !there.has(name));
  expect(lost, 'acknowledged spans that are missing').toEqual([]);
  const invented = [...there].filter((name) => !sent.has(name));
  expect(invented, 'spans nobody sent').toEqual([]);
}
