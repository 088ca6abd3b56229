// The texts of a question side by side: when one fails, those beside it end, for whom nobody waits any more.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LakeAccess, openLakeAccess } from '../../src/lake-access.ts';
import { answerStructuredQuery } from '../../src/reads/structured-answer.ts';
import { builtCli, removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from '../support/sample-server.ts';
import { SAMPLE_REQUESTS, START_NANO } from '../support/sample-spans.ts';

/** So many that the one place there is does not come to all of them before one fails. */
const HEATMAP_FIELDS = Array.from({ length: 8 }, (_, at) => ({ name: `y${at}`, expression: `duration_ms + ${at}` }));
const HEATMAPS = HEATMAP_FIELDS.map(({ name: column }) => ({ op: 'HEATMAP', column }) as const);
const HOUR_NANOS = 3_600_000_000_000n;

let server: SampleServer;
let access: LakeAccess;

beforeAll(async () => {
  server = await startSampleServer();
  await sendSpans(server, SAMPLE_REQUESTS);
  const { duckdbChild } = await builtCli();
  // Only what reads alone has one place: the heatmaps wait while the table runs.
  access = await openLakeAccess({ folder: server.folder, duckdbChild, readOnly: true });
});

afterAll(async () => {
  await access?.close();
  await server?.remove();
  await removeBuiltCli();
});

function ask(expression: string) {
  return answerStructuredQuery(
    access.reads,
    {
      calculations: [{ op: 'SUM', column: 'x' }, ...HEATMAPS],
      calculatedFields: [{ name: 'x', expression }, ...HEATMAP_FIELDS],
    },
    { range: { startTimeUnixNano: START_NANO, endTimeUnixNano: START_NANO + HOUR_NANOS } },
    { timeoutMs: 60_000 },
  );
}

it('one that fails ends those beside it', async () => {
  expect((await ask('duration_nano')).heatmaps).toHaveLength(HEATMAPS.length);
  const before = access.reads.counts;
  await expect(ask('1 / (duration_nano * 0)')).rejects.toMatchObject({ code: 'DIVISION_BY_ZERO' });
  const ended = () => {
    const { done, failed, left } = access.reads.counts;
    return done + failed + left - before.done - before.failed - before.left;
  };
  await expect.poll(ended, { timeout: 10_000 }).toBe(1 + HEATMAPS.length);
  // Those that got the place before it failed were quicker.
  expect(access.reads.counts.done - before.done).toBeLessThan(HEATMAPS.length);
});
