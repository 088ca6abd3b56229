// The texts of a question side by side: when one fails, those beside it end, for whom nobody waits any more. Table and series are one text
// where the table showed every group the last time, and say the same.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LakeAccess, openLakeAccess } from '../../src/lake-access.ts';
import { answerStructuredQuery } from '../../src/reads/structured-answer.ts';
import { builtCli, removeBuiltCli, type SampleServer, sendSpans, startSampleServer } from '../support/sample-server.ts';
import { SAMPLE_REQUESTS, START_NANO, span, traceRequest } from '../support/sample-spans.ts';

/** So many that the one place there is does not come to all of them before one fails. */
const HEATMAP_FIELDS = Array.from({ length: 8 }, (_, at) => ({ name: `y${at}`, expression: `duration_ms + ${at}` }));
const HEATMAPS = HEATMAP_FIELDS.map(({ name: column }) => ({ op: 'HEATMAP', column }) as const);
const HOUR_NANOS = 3_600_000_000_000n;
const RANGE = { startTimeUnixNano: START_NANO, endTimeUnixNano: START_NANO + HOUR_NANOS };

let server: SampleServer;
let access: LakeAccess;

beforeAll(async () => {
  server = await startSampleServer();
  await sendSpans(server, SAMPLE_REQUESTS);
  const { duckdbChild, rollWorker } = await builtCli();
  // Only what reads alone has one place: the heatmaps wait while the table runs.
  access = await openLakeAccess({ folder: server.folder, duckdbChild, rollWorker, readOnly: true });
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
    { range: RANGE },
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

/** The answer without what it took, and how many texts it was. */
async function byName(limit: number) {
  const before = access.reads.counts.done;
  const query = { calculations: [{ op: 'COUNT' }], breakdowns: ['name'], granularity: 60, limit } as const;
  const { stats, ...answer } = await answerStructuredQuery(
    access.reads,
    query,
    { range: RANGE },
    { timeoutMs: 60_000 },
  );
  return { answer, files: stats.files, texts: access.reads.counts.done - before };
}

it('table and series of every group are one text from the second time on', async () => {
  const [first, second] = [await byName(100), await byName(100)];
  expect([first.texts, second.texts]).toEqual([2, 1]);
  expect(second).toEqual({ ...first, texts: 1 });
  expect(first.answer.series?.groups).toHaveLength(first.answer.rows.length);
});

it('a table that has become full is told with its other row', async () => {
  const groups = (await byName(100)).answer.rows.length;
  const limit = groups + 1;
  await byName(limit);
  expect((await byName(limit)).texts).toBe(1);
  const more = ['0a', '0b'].map((id) => {
    const times = { startTimeUnixNano: START_NANO, endTimeUnixNano: START_NANO + 1n };
    return span(id.padStart(16, '0'), { name: `more ${id}`, ...times });
  });
  await sendSpans(server, [traceRequest('more', more)]);
  await expect.poll(async () => (await byName(100)).answer.rows.length, { timeout: 20_000 }).toBe(groups + 2);
  const [grown, known] = [await byName(limit), await byName(limit)];
  expect(grown.answer.other).toEqual(['1']);
  expect(grown.answer.rows).toHaveLength(limit);
  expect(known.answer).toEqual(grown.answer);
});

it('all spans and their series are one text at once', async () => {
  const query = { calculations: [{ op: 'COUNT' }], granularity: 60 } as const;
  const before = access.reads.counts.done;
  const { rows, series } = await answerStructuredQuery(access.reads, query, { range: RANGE }, { timeoutMs: 60_000 });
  expect(access.reads.counts.done - before).toBe(1);
  const counts = series!.groups[0].values['COUNT'].map(Number);
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(Number(rows[0][0]));
});
