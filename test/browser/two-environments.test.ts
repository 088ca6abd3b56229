// One function in two environments, one of them gone bad: what is narrowed to the other says nothing of it, on any page.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { asksVersions, browserTest, CHROMIUM, closeBrowser, openPage, settled } from './browser-page.ts';
import { pairs, sendSpans, span } from './sent-spans.ts';

const FUNCTION = 'pay-fn';
/** Of each version. */
const SPANS = { prod: 120, staging: 110 } as const;
const LAST_TRACE = 'f'.repeat(32);

const folder = CHROMIUM === null ? null : temporaryFolder('environments');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const startMs = Date.now() - 40 * 60_000;
  for (const [env, count] of Object.entries(SPANS)) {
    for (const [at, version] of ['1.0', '2.0'].entries()) {
      const isBad = env === 'staging' && at === 1;
      const resource = { 'service.name': 'pay', 'service.version': version, 'deployment.environment.name': env };
      await sendSpans(
        lake.otlpUrl,
        resource,
        Array.from({ length: count }, (_, index) => {
          const ms = startMs + at * 20 * 60_000 + index * 5000;
          const traceId = `${env === 'prod' ? 'a' : 'b'}${at}`.padEnd(28, '0') + String(index).padStart(4, '0');
          const sent = span(traceId, 1, { ms, attributes: { 'faas.name': FUNCTION } });
          if (index % (isBad ? 2 : 40) > 0) return sent;
          const said = pairs({ 'exception.type': 'BoomError', 'exception.message': 'boom' });
          const events = [{ name: 'exception', timeUnixNano: `${ms + 1}000000`, attributes: said }];
          return { ...sent, status: { code: 2, message: 'boom' }, events };
        }),
      );
    }
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

browserTest('a function: versions, what went bad and the tabs are of the environment', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/functions/${FUNCTION}?env=prod&tab=versions`);
  await page.getByRole('tab', { name: 'Invocations 240' }).waitFor();
  const rows = await page.getByRole('table', { name: 'Versions' }).locator('tbody tr').allInnerTexts();
  expect(rows.map((row) => row.split(/\s+/).includes(String(SPANS.prod)))).toEqual([true, true]);
  expect(await page.getByText('went bad').count()).toBe(0);
  // Of both it is bad.
  await page.goto(`/functions/${FUNCTION}`);
  await page.getByText('2.0 went bad').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('Errors: the panel is of what the list is narrowed by, and so is its comparison', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/errors?env=prod&version=2.0');
  const row = page.getByRole('table', { name: 'Error groups' }).locator('tbody tr').first();
  await row.focus();
  await page.keyboard.press('Enter');
  const panel = page.getByRole('region', { name: 'Error BoomError' });
  await panel.getByText('What these have in common').waitFor();
  await settled(page);
  expect(await panel.getByText('staging').count()).toBe(0);
  await page.keyboard.press('d');
  await page.getByRole('button', { name: 'Remove deployment.environment.name = prod' }).waitFor();
  await page.getByRole('button', { name: 'Remove service.version = 2.0' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('it goes along to Explore as a condition, and back; ⌘Z takes it back', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  const env = (): string | null => new URL(page.url()).searchParams.get('env');
  await page.getByRole('button', { name: /^Environment/ }).click();
  await page.keyboard.type('prod');
  await page.keyboard.press('Enter');
  await expect.poll(env).toBe('prod');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+z');
  await expect.poll(env).toBe(null);
  await page.keyboard.press('Control+Shift+z');
  await expect.poll(env).toBe('prod');
  await page.keyboard.press('g');
  await page.keyboard.press('e');
  const remove = page.getByRole('button', { name: 'Remove deployment.environment.name = prod' });
  await remove.waitFor();
  await settled(page);
  await page
    .getByRole('table')
    .getByText(String(2 * SPANS.prod), { exact: true })
    .waitFor();
  // Taken out of the question it is gone for the page.
  await remove.click();
  await page.keyboard.press('Control+Enter');
  await expect.poll(env).toBe(null);
  expect(faults).toEqual([]);
  await close();
});

browserTest('what opens on Explore asks once, in the environment; a member without a value is none', async () => {
  for (const [search, env] of [
    ['env=prod', 'prod'],
    ['env=', null],
  ] as const) {
    const asked: string[] = [];
    const { faults, close } = await openPage(lake.apiUrl, `/explore?${search}`, {
      route: async (route) => {
        const request = route.request();
        if (request.url().endsWith('/api/v1/query') && !asksVersions(request)) asked.push(request.postData() ?? '');
        await route.continue();
      },
    });
    expect(
      asked.map((body) => body.includes(`"column":"deployment.environment.name","op":"=","value":"${env}"`)),
    ).toEqual([env !== null]);
    expect(faults).toEqual([]);
    await close();
  }
});

browserTest(
  'a granularity that is chosen is asked, stays in the address, and is dropped where it does not fit',
  async () => {
    const { page, close } = await openPage(lake.apiUrl, '/explore');
    const choose = async (before: string, length: string): Promise<void> => {
      await page.getByRole('button', { name: before, exact: true }).click();
      await page.getByRole('combobox', { name: 'How long a bucket is' }).waitFor();
      await page.keyboard.type(length);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Control+Enter');
    };
    const answer = page.waitForRequest((request) => (request.postData() ?? '').includes('"granularity":600'));
    await choose('auto', '10m');
    await answer;
    await page.reload();
    await settled(page);
    await choose('10 min', '1s');
    await page.getByRole('button', { name: 'Drop granularity 1 s' }).click();
    await page.getByRole('button', { name: 'auto', exact: true }).waitFor();
    await close();
  },
);
