// A heatmap of two million spans in a real browser: asked in an open page, from the question's leaving to the cells on screen (the goal is
// 500 ms); and by opening the page at its address, from the page's beginning, which asks while its own code is under way.
// The lake is made once (some minutes) and kept in the temp folder; a copy of it is served. Run `npm run build` first.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeQuery } from '@tracelake/query';
import { BENCH_START_MS } from '@tracelake/testkit';
import type { Page } from 'playwright-core';
import { cachedBenchLake } from './bench-lake.ts';
import { report, withServedPage } from './bench-page.ts';

const SPANS = 2_000_000;
const RUNS = 9;
const [GOAL_MS, OPEN_GOAL_MS] = [500, 1000];
/** All of the lake, however many hours it was made for. */
const RANGE_MS = 7 * 3_600_000;

interface Drawn {
  /** From the page's beginning. */
  readonly openedMs: number;
  /** Both from when the second question left. */
  readonly answeredMs: number;
  readonly drawnMs: number;
  readonly spans: number;
}

/** Opens one address, then asks the other in the page that is open. */
async function drawn(page: Page, path: string, nextPath: string): Promise<Drawn> {
  await page.goto(path, { waitUntil: 'commit' });
  await page.waitForFunction(() => (document.querySelector<HTMLCanvasElement>('main canvas')?.width ?? 0) > 300);
  const openedMs = await page.evaluate(async () => {
    await new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown)));
    return performance.now();
  });
  await page.waitForLoadState('networkidle');
  const answer = page.waitForResponse((response) => response.url().endsWith('/api/v1/query'));
  const times = await page.evaluate(async (next) => {
    const frame = () => new Promise((shown) => requestAnimationFrame(shown));
    const asked = () =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.endsWith('/api/v1/query')) as PerformanceResourceTiming[];
    const before = asked().length;
    history.pushState(null, '', next);
    // An old answer is dimmed until the next is there.
    while (asked().length === before || document.querySelector('main [aria-busy="true"]') !== null) await frame();
    await frame();
    const drawnAtMs = performance.now();
    const { startTime, responseEnd } = asked().at(-1)!;
    return { answeredMs: responseEnd - startTime, drawnMs: drawnAtMs - startTime };
  }, nextPath);
  const { heatmaps } = (await (await answer).json()) as { heatmaps: { counts: number[][] }[] };
  return { ...times, openedMs, spans: heatmaps[0].counts.reduce((sum, [, , spans]) => sum + spans, 0) };
}

const folder = mkdtempSync(join(tmpdir(), 'tracelake-heatmap-bench-'));
try {
  cpSync(await cachedBenchLake(SPANS, 1), folder, { recursive: true });
  await withServedPage(folder, async ({ open, serverCpuMs }) => {
    const q = encodeQuery({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }] });
    const all: (Drawn & { readonly cpuMs: number })[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      // Another range each time, so that nothing that was kept answers.
      const path = (endMs: number): string => {
        const [start, end] = [BENCH_START_MS, endMs].map((ms) => new Date(ms).toISOString());
        return `/explore?q=${q}&start=${start}&end=${end}`;
      };
      const endMs = BENCH_START_MS + RANGE_MS + 2 * run;
      const { page, close } = await open();
      const cpuBeforeMs = serverCpuMs();
      const one = await drawn(page, path(endMs), path(endMs + 1));
      all.push({ ...one, cpuMs: serverCpuMs() - cpuBeforeMs });
      await close();
    }
    const warm = all.slice(1);
    console.log(`${warm[0].spans.toLocaleString('en')} spans, another page each time`);
    report(
      'opened at the address: cells on screen',
      warm.map(({ openedMs }) => openedMs),
      OPEN_GOAL_MS,
    );
    report(
      'asked in the open page: cells on screen',
      warm.map(({ drawnMs }) => drawnMs),
      GOAL_MS,
    );
    report(
      'of that the request',
      warm.map(({ answeredMs }) => answeredMs),
      GOAL_MS,
    );
    // Less than nothing where the engine's process was another one at the end.
    console.log(
      `CPU of both, least: ${Math.min(...warm.map(({ cpuMs }) => cpuMs).filter((ms) => ms > 0)).toFixed(0)} ms server and engine`,
    );
  });
} finally {
  rmSync(folder, { recursive: true });
}
