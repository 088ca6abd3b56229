// The process that one roll job has to itself, as the system sees it: a program of the test takes its place, and tells.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SPANS_TABLE } from '@tracelake/schema';
import { afterAll, expect, it } from 'vitest';
import { RollProcess } from '../../src/log/roll-process.ts';
import { DEFAULT_WRITER_LIMITS, rollLimits } from '../../src/log/writer-limits.ts';

const folder = mkdtempSync(join(tmpdir(), 'tracelake-roll-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

it.runIf(process.platform === 'linux')('is ended before the server where memory is short', async () => {
  const entry = join(folder, 'tells-its-score.mjs');
  writeFileSync(
    entry,
    `import { readFileSync } from 'node:fs';
     const message = 'score ' + readFileSync('/proc/self/oom_score_adj', 'latin1').trim();
     process.once('message', () => process.send({ id: 0, error: { code: 'internal', message, details: {} } }));
     process.send('ready');`,
  );
  const limits = rollLimits(DEFAULT_WRITER_LIMITS);
  const data = { folder, table: SPANS_TABLE, lakeId: 'of-the-test', lock: null, limits };
  const job = { kind: 'land', logs: [], replaced: [], latestArrivalMs: null } as const;
  const own = Number(readFileSync('/proc/self/oom_score_adj', 'latin1'));
  await expect(new RollProcess(entry, data).run(job)).rejects.toThrow(`score ${Math.min(1_000, own + 700)}`);
});
