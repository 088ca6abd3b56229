// Spans that a trace has to be careful with: thousands of attributes and events, two that share an id, an invocation whose spans never ended.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage, settled } from './browser-page.ts';
import { sendSpans, span } from './sent-spans.ts';

const MANY_TRACE = '3a4e'.padEnd(32, '0');
const SHARED_TRACE = '5a4e'.padEnd(32, '0');
const LAMBDA_TRACE = '7a4e'.padEnd(32, '0');
const ATTRIBUTES = 3000;

const INVOCATION = {
  'faas.invocation_id': '8f14e45f-ceea-467f-a0d1-5b7c00000001',
  'faas.coldstart': 'true',
  'aws.lambda.init_duration_ms': 250,
  'aws.lambda.runtime_overhead_ms': 14,
  'aws.lambda.billed_duration_ms': 764,
  'tracelake.unfinished_spans': 3,
  'tracelake.unfinished_span_names': '["POST /charge","retry.wait"]',
};

const folder = CHROMIUM === null ? null : temporaryFolder('odd-spans');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const ms = Date.now() - 60_000;
  const attributes = Object.fromEntries(
    Array.from({ length: ATTRIBUTES }, (_, at) => [`many.key.${at}`, `value ${at}`]),
  );
  const events = Array.from({ length: 500 }, (_, at) => ({ name: `event ${at}`, timeUnixNano: `${ms + at}000000` }));
  await sendSpans(lake.otlpUrl, { 'service.name': 'many' }, [{ ...span(MANY_TRACE, 1, { ms, attributes }), events }]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'shared' }, [
    span(SHARED_TRACE, 1, { ms }),
    { ...span(SHARED_TRACE, 2, { ms, parent: 1 }), name: 'called', kind: 3 },
    { ...span(SHARED_TRACE, 2, { ms, parent: 1 }), name: 'answered' },
    span(SHARED_TRACE, 3, { ms, parent: 2 }),
  ]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'orders-worker' }, [
    span(LAMBDA_TRACE, 1, { ms, attributes: INVOCATION }),
    { ...span(LAMBDA_TRACE, 2, { ms: ms + 100, parent: 1 }), name: 'POST /charge', kind: 3, endTimeUnixNano: '0' },
    { ...span(LAMBDA_TRACE, 3, { ms: ms + 200, parent: 2 }), name: 'retry.wait', kind: 1, endTimeUnixNano: '0' },
  ]);
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${LAMBDA_TRACE}/spans`)).ok) await setTimeout(200);
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

browserTest(
  'of thousands of attributes and events some are drawn, more when asked, any that is looked for',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${MANY_TRACE}?span=${'1'.padStart(16, '0')}`);
    const panel = page.getByRole('complementary', { name: 'Span step 1' });
    const rows = panel.locator('dt');
    await panel.getByRole('tab', { name: `Attributes ${ATTRIBUTES + 1}` }).waitFor();
    await expect.poll(() => rows.count()).toBe(200);
    await panel.getByRole('button', { name: 'Show 200 more of 2,801' }).click();
    await expect.poll(() => rows.count()).toBe(400);
    await panel.getByRole('textbox', { name: 'Find an attribute' }).fill('many.key.2999');
    await expect.poll(() => rows.allInnerTexts()).toEqual(['many.key.2999']);
    await panel.getByRole('tab', { name: 'Events 500' }).click();
    await panel.getByRole('tabpanel', { name: 'Events 500' }).waitFor();
    await expect.poll(() => panel.locator('ol > li').count()).toBe(200);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('two spans that share an id are both reached, and keep their place in the address', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${SHARED_TRACE}`);
  const chosen: string[] = [];
  for (let row = 0; row < 4; row += 1) {
    await page.keyboard.press('j');
    await settled(page);
    chosen.push(await page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText());
  }
  expect([...chosen].sort()).toEqual(['answered', 'called', 'step 1', 'step 3']);
  await page.reload();
  await settled(page);
  expect(await page.getByRole('complementary').getByRole('heading', { level: 2 }).innerText()).toBe(chosen[3]);
  expect(faults).toEqual([]);
  await close();
});

browserTest("an invocation's init is before it, its report its end; what never ended fades and is said", async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${LAMBDA_TRACE}?span=${'1'.padStart(16, '0')}`);
  const row = (name: string) => page.getByRole('treeitem').filter({ hasText: name });
  const edges = async (part: string, name: string) => {
    const { x, width } = (await row(name).locator(`[class*=${part}]`).last().boundingBox())!;
    return [Math.round(x), Math.round(x + width)];
  };
  const [init, bar, report] = [
    await edges('_init_', 'step 1'),
    await edges('_bar_', 'step 1'),
    await edges('_report_', 'step 1'),
  ];
  expect(init[1]).toBe(bar[0]);
  expect((init[1] - init[0]) / (bar[1] - bar[0])).toBeCloseTo(250 / 500, 1);
  expect(report[1]).toBe(bar[1]);
  expect(report[0]).toBeGreaterThan(bar[0]);
  // As far as it is known to have been under way: to the end of the invocation.
  const open = await edges('_unfinished_', 'POST /charge');
  expect(open[1]).toBe(bar[1]);
  expect(await row('POST /charge').innerText()).toContain('never ended');
  await page.getByText('2 spans never ended').waitFor();
  const panel = page.getByRole('complementary', { name: 'Span step 1' });
  await panel.getByText('POST /charge, retry.wait, 1 more').first().waitFor();
  await panel.getByText('report 14.0 ms').waitFor();
  await panel.getByText('invoke 486 ms').waitFor();
  expect(faults).toEqual([]);
  await close();
});
