// A trace of 50,000 spans: only what is seen is drawn, and it can be walked through to its end.
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';

const SPANS = 50_000;
const BODIES = 10;
const TRACE_ID = 'c0ffee'.padEnd(32, '0');
/** Rows beyond these would be drawn for nobody. */
const MOST_DRAWN = 120;

const folder = CHROMIUM === null ? null : temporaryFolder('large-trace');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const startMs = Date.now() - 60_000;
  for (let body = 0; body < BODIES; body += 1) {
    const spans = Array.from({ length: SPANS / BODIES }, (_, at) => spanOf((body * SPANS) / BODIES + at, startMs));
    const answer = await fetch(`${lake.otlpUrl}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'large' } }] },
            scopeSpans: [{ spans }],
          },
        ],
      }),
    });
    expect(answer.status).toBe(200);
  }
  // Asked a second after it was received, it is there.
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${TRACE_ID}/spans`)).ok) await setTimeout(200);
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

/** Ten children a span. */
function spanOf(index: number, startMs: number) {
  const id = (at: number): string => (at + 1).toString(16).padStart(16, '0');
  const start = BigInt(startMs) * 1_000_000n + BigInt(index) * 100_000n;
  return {
    traceId: TRACE_ID,
    spanId: id(index),
    ...(index === 0 ? {} : { parentSpanId: id(Math.floor((index - 1) / 10)) }),
    name: `step ${index}`,
    kind: 1,
    startTimeUnixNano: String(start),
    endTimeUnixNano: String(index === 0 ? start + 6_000_000_000n : start + 50_000_000n),
  };
}

browserTest('opens, draws only what is seen, reaches its end by one key', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${TRACE_ID}`);
  await page.getByRole('treeitem').first().waitFor();
  console.log(`opened in ${await drawnAtMs(page)} ms`);
  expect(await page.getByText('50,000 spans').first().isVisible()).toBe(true);
  expect(await page.getByRole('treeitem').count()).toBeLessThan(MOST_DRAWN);
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.querySelector('[aria-selected="true"]') !== null);
  expect(await page.getByRole('treeitem').count()).toBeLessThan(MOST_DRAWN);
  await page.keyboard.press('Shift+ArrowLeft');
  await page.waitForFunction(() => document.querySelectorAll('[role="treeitem"]').length <= 20);
  await page.getByRole('textbox', { name: 'Find in this trace' }).fill('step 49999');
  await page.getByText('Found by name and service: the attributes of 50,000 spans are not searched.').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('rows that scroll out of sight are used again, and stand in the order of the spans at rest', async () => {
  const { page, close } = await openPage(lake.apiUrl, `/trace/${TRACE_ID}`);
  await page.getByRole('treeitem').first().waitFor();
  const scroll = () =>
    page.evaluate(async () => {
      const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
      const tree = document.querySelector('[role="tree"]')!;
      const before = new Set(document.querySelectorAll('[role="treeitem"]'));
      tree.scrollTop += tree.clientHeight;
      await frame();
      await frame();
      const rows = [...document.querySelectorAll('[role="treeitem"]')];
      return rows.filter((row) => !before.has(row)).length;
    });
  // At the top fewer are drawn, since none are above.
  await scroll();
  await scroll();
  expect(await scroll()).toBeLessThan(5);
  await page.waitForFunction(() => {
    const tops = [...document.querySelectorAll('[role="treeitem"]')].map((row) => row.getBoundingClientRect().top);
    return tops.every((top, at) => at === 0 || tops[at - 1] < top);
  });
  await close();
});

browserTest('a step of several screens draws what is seen alone; at rest come the rows beside it', async () => {
  const { page, close } = await openPage(lake.apiUrl, `/trace/${TRACE_ID}`);
  await page.getByRole('treeitem').first().waitFor();
  const [seen, drawn] = await page.evaluate(async () => {
    const frame = () => new Promise((ready) => requestAnimationFrame(ready));
    const tree = document.querySelector('[role="tree"]')!;
    tree.scrollTop += 4 * tree.clientHeight;
    await frame();
    await frame();
    const { top, bottom } = tree.getBoundingClientRect();
    const rows = [...document.querySelectorAll('[role="treeitem"]')].map((row) => row.getBoundingClientRect());
    return [rows.filter((row) => row.bottom > top && row.top < bottom).length, rows.length];
  });
  expect(seen).toBeGreaterThan(10);
  expect(drawn - seen).toBeLessThanOrEqual(2);
  await page.waitForFunction((few) => document.querySelectorAll('[role="treeitem"]').length > few + 10, seen);
  await close();
});

/** From the page's beginning to the answer's last byte, and what was drawn after it. */
function drawnAtMs(page: Page): Promise<string> {
  return page.evaluate(async (id) => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
    const [answer] = performance.getEntriesByType('resource').filter(({ name }) => name.includes(id));
    const { startTime, responseEnd } = answer as PerformanceResourceTiming;
    return `${Math.round(performance.now())}, asked at ${Math.round(startTime)}, answered by ${Math.round(responseEnd)}`;
  }, TRACE_ID);
}
