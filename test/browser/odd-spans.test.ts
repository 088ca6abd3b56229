// Spans that a panel has to be careful with: thousands of attributes and events, and two that share an id.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage, settled } from './browser-page.ts';
import { sendSpans, span } from './sent-spans.ts';

const MANY_TRACE = '3a4e'.padEnd(32, '0');
const SHARED_TRACE = '5a4e'.padEnd(32, '0');
const ATTRIBUTES = 3000;

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
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${SHARED_TRACE}/spans`)).ok) await setTimeout(200);
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
