// Invocations of which one in ten was kept, as the extension samples: every figure of a page stands for all of them, a version's as the strip's.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';
import { sendSpans, span } from './sent-spans.ts';

/** Spans that were kept of each version: ten invocations for one that went well, one for one that failed. */
const KEPT = { '1.0': { ok: 200, failed: 20 }, '2.0': { ok: 200, failed: 120 } } as const;
const LAST_TRACE = 'f'.repeat(32);

const folder = CHROMIUM === null ? null : temporaryFolder('sampled');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const startMs = Date.now() - 40 * 60_000;
  for (const [at, [version, { ok, failed }]] of Object.entries(KEPT).entries()) {
    const kept = Array.from({ length: ok + failed }, (_, index) => {
      const isFailed = index >= ok;
      const traceId = `a${at}`.padEnd(28, '0') + String(index).padStart(4, '0');
      const ms = startMs + at * 20 * 60_000 + index * 1000;
      const sent = span(traceId, 1, { ms, attributes: { 'faas.name': 'pay-fn', sample_rate: isFailed ? 1 : 10 } });
      return isFailed ? { ...sent, status: { code: 2 } } : sent;
    });
    await sendSpans(lake.otlpUrl, { 'service.name': 'pay', 'service.version': version }, kept);
  }
  await sendSpans(lake.otlpUrl, { 'service.name': 'last' }, [span(LAST_TRACE, 1, { ms: startMs })]);
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${LAST_TRACE}/spans`)).ok) await setTimeout(200);
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

browserTest('the notice of a version gone bad and the table of versions weigh', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  // 20 of 2,020 and 120 of 2,120; of what was kept 9.1% and 37.5%.
  await page.getByText(/errors 0\.99% → 5\.7%/).waitFor();
  await page
    .getByRole('region', { name: 'Summary' })
    .getByText(/^≈ 4,14/)
    .waitFor();
  await page.getByRole('table', { name: 'Functions and services' }).getByText('≈ 4,140').waitFor();
  await page.goto('/functions/pay-fn?tab=versions');
  await page.getByRole('tab', { name: 'Invocations 4,140' }).waitFor();
  const table = page.getByRole('table', { name: 'Versions' });
  await table.getByText('2,120').waitFor();
  const rows = await table.locator('tbody tr').allInnerTexts();
  expect(rows.map((row) => row.split(/\s+/).filter((text) => /,|%$/.test(text)))).toEqual([
    ['2,120', '5.7%', '0%'],
    ['2,020', '0.99%', '0%'],
  ]);
  expect(faults).toEqual([]);
  await close();
});

browserTest('Health counts what is stored, not what it stands for: no more than was taken', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  await page.getByRole('region', { name: 'The way of a span' }).getByText('541 spans taken').waitFor();
  await page.getByRole('region', { name: 'Spans in' }).getByText('541 in this range, by their start').waitFor();
  expect(faults).toEqual([]);
  await close();
});
