// Two hundred kills at every named moment, every row compared after each, the dead folder read after every fourth.
import { expect, test } from 'vitest';
import { endProcesses } from '../e2e/spawned-process.ts';
import { KillRun } from '../kill/kill-run.ts';
import { runSeed } from '../run-seed.ts';
import { amountOf, grouped, writeLines } from './proof-line.ts';

/** A kill takes 2 to 3 s of CPU time, and longer to wait: two cores are busy with four. */
const LAKES_AT_ONCE = 4;

endProcesses('after each');

test('nothing acknowledged is lost to kill -9, nothing is there twice', async () => {
  const seed = runSeed();
  const kills = amountOf('KILLS', 200);
  const report = await new KillRun({
    kills,
    seed,
    readDeadEvery: 4,
    lakesAtOnce: LAKES_AT_ONCE,
    log: console.info,
  }).run();
  const points = [...report.kills];
  const total = points.reduce((sum, [, point]) => sum + point.kills, 0);
  writeLines('kills', [
    {
      what: '`kill -9`, restart, every row compared',
      result: `${total} kills, ${grouped(report.acknowledgedRows)} acknowledged rows: ${report.wrong.length} lost, twice, invented or changed`,
    },
    { what: 'dead folder read before the restart', result: `${report.deadFoldersRead} times` },
    ...points
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([title, { kills, hits }]) => ({
        what: `killed ${title}`,
        result: `${kills} times, ${hits} of them at that very moment`,
      })),
  ]);
  expect(report.wrong, `PROOF_SEED=${seed}`).toEqual([]);
  expect(total).toBeGreaterThanOrEqual(kills);
});
