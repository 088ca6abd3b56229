// Without a span Overview tells how to send one, and switches by itself when it is there.
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage } from './browser-page.ts';

const folder = temporaryFolder('first-run');
let lake: RunningLake;

beforeAll(async () => {
  if (CHROMIUM !== null) lake = await startLake(folder);
});

afterAll(async () => {
  await closeBrowser();
  if (lake !== undefined) await stopLake(lake);
  removeFolder(folder);
});

browserTest('told, copied, sent, switched', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  await page.getByRole('heading', { name: 'No spans yet' }).waitFor();
  await page.getByRole('tab', { name: 'Lambda layer' }).click();
  await page.getByRole('button', { name: 'Copy: Deploy the lake to your account' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('npx tracelake deploy');
  await page.getByRole('tab', { name: 'Python' }).click();
  await page.getByRole('button', { name: 'Copy: Run your program with these variables' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(
    `OTEL_EXPORTER_OTLP_ENDPOINT=${lake.otlpUrl}`,
  );
  const startTimeUnixNano = `${Date.now()}000000`;
  const span = {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    name: 'hello',
    kind: 2,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano,
  };
  const resource = { attributes: [{ key: 'service.version', value: { stringValue: '1.2.3' } }] };
  await fetch(`${lake.otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  // The span is younger than the page: the range must not end where the page was opened.
  const quiet = page.getByText(/^Nothing ran/);
  const table = page.getByRole('table', { name: 'Functions and services' });
  await table.or(quiet).first().waitFor();
  expect(await quiet.count()).toBe(0);
  // Also what was asked before there was one: the fields.
  await page.getByRole('button', { name: /^Version/ }).waitFor();
  expect(faults).toEqual([]);
  await close();
});
