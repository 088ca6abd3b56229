// The first answer on screen: the demo's lake, a warm server, a browser that has nothing kept. The goal is 1 s. Run `npm run build` first.
import { rmSync } from 'node:fs';
import { type MeasuredPage, report, withServedPage } from './bench-page.ts';
import { tellStory } from './bench-story.ts';

const RUNS = 7;
const GOAL_MS = 1000;

interface View {
  readonly name: string;
  readonly path: string;
  /** What is there once it has answered. */
  readonly answer: string;
}

const VIEWS: readonly View[] = [
  { name: 'Overview, its functions', path: '/', answer: 'main tbody tr td' },
  { name: 'Explore, its heatmap', path: '/explore', answer: 'main canvas' },
  { name: 'Errors, its groups', path: '/errors', answer: 'main tbody tr td' },
];

interface Shown {
  readonly shownMs: number;
  readonly askedMs: number;
  readonly requests: number;
  readonly kilobytes: number;
}

async function shown({ page, openUntil }: MeasuredPage, { path, answer }: View): Promise<Shown> {
  const shownMs = await openUntil(path, answer);
  const rest = await page.evaluate(() => {
    const resources = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const asked = resources.filter(({ name }) => name.includes('/api/v1/')).map(({ startTime }) => startTime);
    const bytes = resources.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0);
    return { askedMs: Math.min(...asked), requests: resources.length, kilobytes: bytes / 1000 };
  });
  return { shownMs, ...rest };
}

const folder = await tellStory();
try {
  await withServedPage(folder, async ({ open, serverCpuMs }) => {
    for (const view of VIEWS) {
      const runs: (Shown & { readonly workMs: number; readonly cpuMs: number })[] = [];
      for (let run = 0; run <= RUNS; run += 1) {
        const opened = await open();
        const cpuBeforeMs = serverCpuMs();
        const one = await shown(opened, view);
        runs.push({ ...one, workMs: await opened.workMs(), cpuMs: serverCpuMs() - cpuBeforeMs });
        await opened.close();
      }
      // The first one warms the server.
      const warm = runs.slice(1);
      const least = (of: (one: (typeof warm)[number]) => number): string => Math.min(...warm.map(of)).toFixed(0);
      report(
        view.name,
        warm.map(({ shownMs }) => shownMs),
        GOAL_MS,
        `asked after ${least(({ askedMs }) => askedMs)} ms; CPU ${least(({ workMs }) => workMs)} ms page, ${least(({ cpuMs }) => cpuMs)} ms server and engine; ${warm[0].requests} requests, ${warm[0].kilobytes.toFixed(0)} kB`,
      );
    }
  });
} finally {
  rmSync(folder, { recursive: true });
}
