// kill -9 under load, while starting, while stopping, and inside the steps in between: nothing acknowledged is lost, nothing is there twice.
import { expect, test } from 'vitest';
import { KillRun } from '../kill/kill-run.ts';
import { runSeed } from '../run-seed.ts';
import { endProcesses } from './spawned-process.ts';

const KILLS = 20;

endProcesses('after each');

test('what was acknowledged outlives kill -9, each span once and as it was sent', async () => {
  const seed = runSeed();
  const report = await new KillRun({ kills: KILLS, seed, readDeadEvery: 5, lakesAtOnce: 2, log: console.info }).run();
  expect(report.wrong, `PROOF_SEED=${seed}`).toEqual([]);
  expect(report.acknowledgedRows).toBeGreaterThan(KILLS * 20);
}, 600_000);
