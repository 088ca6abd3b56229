// A lake with what the demo has not: numbers below zero, a function that is called otherwise than its service, a trace deeper than
// the column of names is wide, names that turn the direction of what is behind them, parents that go round, a clock that is behind. And a server that goes away, or whose answers are cut short.
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import { type RunningLake, removeFolder, startLake, stopLake, temporaryFolder } from '../e2e/tracelake-process.ts';
import { browserTest, CHROMIUM, closeBrowser, openPage, settled } from './browser-page.ts';
import { sendSpans, span } from './sent-spans.ts';

const FUNCTION = 'checkout-fn-prod';
const DEEP_TRACE = 'deeb'.padEnd(32, '0');
const DEPTH = 45;
const TURNED_TRACE = 'bad0'.padEnd(32, '0');
const STRANGE_TRACE = '0dd'.padEnd(32, '0');
const EMPTY_TRACE = 'e0'.padEnd(32, '0');
const CLOCK_TRACE = 'c10c'.padEnd(32, '0');
/** Drawn as it is, "gpj.exe" behind it would read "exe.jpg". */
const TURNED = 'photo\u202Egpj.exe';
const SHOWN = 'photo⟨U+202E⟩gpj.exe';

const folder = CHROMIUM === null ? null : temporaryFolder('odd-lake');
let lake: RunningLake;

beforeAll(async () => {
  if (folder === null) return;
  lake = await startLake(folder);
  const startMs = Date.now() - 30 * 60_000;
  for (const [at, version] of ['1.0.0', '2.0.0'].entries()) {
    await sendSpans(
      lake.otlpUrl,
      { 'service.name': 'checkout', 'service.version': version, 'faas.name': FUNCTION },
      Array.from({ length: 40 }, (_, index) =>
        span(`${at + 1}`.padEnd(28, '0') + String(index).padStart(4, '0'), 1, {
          ms: startMs + at * 900_000 + index * 10_000,
          attributes: { 'temp.celsius': -20 + (index % 10), 'http.response.status_code': 200 + (index % 3) * 100 },
          ...(index === 0 && at === 0 ? { attributes: { 'rare.key': 'once' } } : {}),
        }),
      ),
    );
  }
  await sendSpans(
    lake.otlpUrl,
    { 'service.name': 'deep' },
    Array.from({ length: DEPTH }, (_, depth) => span(DEEP_TRACE, depth + 1, { ms: startMs + depth, parent: depth })),
  );
  await sendSpans(lake.otlpUrl, { 'service.name': TURNED, 'faas.name': TURNED, 'service.version': TURNED }, [
    { ...span(TURNED_TRACE, 1, { ms: startMs, attributes: { [TURNED]: TURNED } }), name: TURNED },
    { ...span(TURNED_TRACE, 2, { ms: startMs, parent: 3 }), name: TURNED },
    span(TURNED_TRACE, 3, { ms: startMs, parent: 2 }),
  ]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'caller' }, [span(CLOCK_TRACE, 1, { ms: startMs })]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'late-clock' }, [
    span(CLOCK_TRACE, 2, { ms: startMs - 40, parent: 1, attributes: { 'clock.test': 'found' } }),
    span(CLOCK_TRACE, 3, { ms: startMs - 30, parent: 2 }),
  ]);
  await sendSpans(lake.otlpUrl, { 'service.name': 'strange' }, [
    {
      ...span(STRANGE_TRACE, 1, { ms: startMs, attributes: { '': 'nameless' } }),
      status: { code: 2, message: 'at somewhere '.repeat(400) },
    },
    { ...span(STRANGE_TRACE, 2, { ms: startMs, parent: 1 }), endTimeUnixNano: `${startMs - 20}000000` },
    {
      ...span(STRANGE_TRACE, 3, { ms: startMs, parent: 1 }),
      links: [{ traceId: DEEP_TRACE, spanId: '1'.padStart(16, '0') }],
    },
  ]);
  await sendSpans(lake.otlpUrl, { 'service.name': '', 'service.version': '' }, [
    { ...span(EMPTY_TRACE, 1, { ms: startMs }), status: { code: 2, message: 'of nobody' } },
  ]);
  // Asked a second after it was received, it is there.
  while (!(await fetch(`${lake.apiUrl}/api/v1/traces/${DEEP_TRACE}/spans`)).ok) await setTimeout(200);
});

afterAll(async () => {
  await closeBrowser();
  if (folder === null) return;
  await stopLake(lake);
  removeFolder(folder);
});

const explore = (query: string): string => `/explore?q=${encodeURIComponent(`1~${query}`)}`;

browserTest(
  'numbers below zero: a heatmap says why it is empty and is drawn linear, a line goes beneath zero',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, explore("{'c':[{'p':'HEATMAP','k':'temp.celsius'}]}"));
    await page.getByText('No value above zero').waitFor();
    await page.getByRole('button', { name: 'Draw a linear scale' }).click();
    await page.getByRole('application', { name: /^Heatmap of temp.celsius: 79 spans/ }).waitFor();
    expect(await page.locator('main svg text', { hasText: /^-\d+$/ }).count()).toBeGreaterThan(1);

    await page.goto(explore("{'c':[{'p':'HEATMAP','k':'http.response.status_code'}]}"));
    await settled(page);
    expect(await page.locator('main svg text').allTextContents()).toEqual(expect.arrayContaining(['200', '300']));

    await page.goto(explore("{'c':[{'p':'MAX','k':'temp.celsius'}]}"));
    await settled(page);
    // The line is drawn: some pixel of the plot has its colour.
    const blue = await page
      .locator('main canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) if (data[at + 2] > data[at] + 60 && data[at + 3] > 200) count += 1;
        return count;
      });
    expect(blue).toBeGreaterThan(20);

    await page.goto(explore("{'c':[{'p':'SUM','k':'service.version'}]}"));
    await page.getByText('found no number in the spans that match').waitFor();

    // A text that is asked beside a count: the heatmap says why it is empty, the greatest text is the answer.
    await page.goto(explore("{'c':[{'p':'HEATMAP','k':'rare.key'},{'p':'MAX','k':'rare.key'},{'p':'COUNT'}]}"));
    await page.getByText('rare.key is no number in any of the spans that match.').waitFor();
    await page.getByRole('table', { name: 'Groups' }).getByText('once', { exact: true }).waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a service without a name has one that is read', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/');
  await page.getByRole('row', { name: /^\(empty\) service/ }).waitFor();
  await page.goto('/errors');
  const group = page.getByRole('row', { name: /of nobody/ });
  await expect.poll(() => group.innerText()).toMatch(/\(empty\)\s+\(empty\)/);
  await group.getByText('of nobody').click();
  await page.locator('dl').getByText('(empty)', { exact: true }).first().waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('an attribute that few spans have says so; ⇥ goes on to the operator, then to the value', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  await page.keyboard.press('w');
  const field = page.getByRole('combobox', { name: 'Where which attribute' });
  await field.fill('rare');
  const option = page.getByRole('option', { name: /^rare\.key/ });
  await option.waitFor();
  await expect.poll(() => option.textContent()).toMatch(/\D0\.74%$/);
  await page.keyboard.press('Tab');
  const operator = page.getByRole('combobox', { name: 'Operator' });
  await operator.waitFor();
  expect(await operator.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Tab');
  await page.keyboard.type('once');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/rare\.key/);
  await settled(page);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a function is not called as its service: its versions are there', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/functions/${FUNCTION}`);
  const versions = page.getByRole('table', { name: 'Versions' });
  await versions.getByText('2.0.0').waitFor();
  expect(await versions.getByRole('row').count()).toBe(3);
  expect(faults).toEqual([]);
  await close();
});

browserTest('rows: J from anywhere, the middle button and Ctrl open a new tab', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/?start=-4h');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-index'))).toBe('1');
  const row = page.getByRole('row', { name: new RegExp(FUNCTION) });
  for (const press of [{ button: 'middle' }, { modifiers: ['Control'] }] as const) {
    const opened = page.context().waitForEvent('page');
    await row.click({ ...press } as Parameters<typeof row.click>[0]);
    const tab = await opened;
    await tab.waitForURL(`**/functions/${FUNCTION}?start=-4h`);
    await tab.close();
  }
  expect(new URL(page.url()).pathname).toBe('/');
  expect(faults).toEqual([]);
  await close();
});

browserTest('however deep a span lies, its name is read', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${DEEP_TRACE}`);
  await page.getByRole('treeitem').first().waitFor();
  await page.keyboard.press('End');
  const name = page.getByRole('treeitem', { selected: true }).getByText(`step ${DEPTH}`, { exact: true });
  await name.waitFor();
  const { x, width } = (await name.boundingBox())!;
  const bar = await page.getByRole('treeitem', { selected: true }).locator('> div').nth(1).boundingBox();
  expect(width).toBeGreaterThan(30);
  expect(x + width).toBeLessThanOrEqual(bar!.x);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'a name that turns the direction is shown by its code in every view; parents that go round are told',
  async () => {
    const turned = encodeURIComponent(TURNED);
    const group = explore(`{'c':[{'p':'COUNT'}],'f':[{'k':'${TURNED}','p':'exists'}],'b':['${TURNED}','name']}`);
    const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${TURNED_TRACE}`);
    await page.getByText('1 span is its own ancestor, drawn as a root').waitFor();
    await page.getByText('its own ancestor', { exact: true }).waitFor();
    const asItIs: string[] = [];
    const views = ['', '?view=map', '?view=spans', `?span=${'1'.padStart(16, '0')}`];
    for (const view of [
      ...views.map((more) => `/trace/${TURNED_TRACE}${more}`),
      '/',
      `/functions/${turned}`,
      `/functions/${turned}?tab=versions`,
      group,
      `${group}&tab=traces`,
      `${group}&tab=events`,
      `/fields/${turned}`,
      `/sql?sql=${encodeURIComponent('SELECT DISTINCT name FROM spans')}`,
    ]) {
      await page.goto(view);
      await settled(page);
      await page.getByText(SHOWN).first().waitFor();
      const lines = (await page.locator('body').innerText()).split('\n').filter((line) => line.includes('\u202E'));
      asItIs.push(...lines.map((line) => `${view}: ${line}`));
    }
    expect(asItIs).toEqual([]);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/^Function, field/).fill('photo');
    await page.getByRole('option', { name: SHOWN }).first().waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('the server goes away before a view was loaded: the page stays, and comes back', async () => {
  let isDown = false;
  const { page, close } = await openPage(lake.apiUrl, '/explore', {
    route: (route) => (isDown ? route.abort() : route.continue()),
  });
  isDown = true;
  await page.getByRole('link', { name: 'Health' }).first().click();
  await page.getByText('A part of the page cannot be loaded').waitFor();
  const again = page.getByRole('button', { name: 'Load the page anew' });
  await again.click();
  await page.getByText('The server does not answer').waitFor();
  isDown = false;
  await again.click();
  await page.getByRole('heading', { name: 'Health' }).waitFor();
  await close();
});

browserTest('a part that only a press opens does not come: what was begun stays', async () => {
  let isDown = false;
  const { page, close } = await openPage(lake.apiUrl, '/explore', {
    route: (route) => (isDown ? route.abort() : route.continue()),
  });
  await settled(page);
  isDown = true;
  await page.locator('main').focus();
  await page.keyboard.press('?');
  await page.getByText('Not loaded: the server stopped, or it is a newer one').waitFor();
  expect(await page.getByRole('heading', { name: 'Explore' }).count()).toBe(1);
  await page.getByRole('button', { name: /^History/ }).click();
  await page.getByText('A part of the page cannot be loaded').waitFor();
  expect(await page.getByRole('heading', { name: 'Explore' }).count()).toBe(1);
  await close();
});

browserTest.each([
  ['{"fields":[', 'application/json', 'ended too early'],
  ['<html>Log in</html>', 'text/html', 'text/html, not JSON'],
])('an answer %j is said to be none', async (body, contentType, words) => {
  const { page, close } = await openPage(lake.apiUrl, '/fields', {
    route: (route) =>
      route.request().url().includes('/api/v1/fields') ? route.fulfill({ body, contentType }) : route.continue(),
  });
  await page.getByText(words).first().waitFor();
  await close();
});

browserTest('a pasted id opens its trace at once, also as AWS X-Ray writes it', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/health');
  for (const text of [DEEP_TRACE, `Root=1-${DEEP_TRACE.slice(0, 8)}-${DEEP_TRACE.slice(8)};Sampled=1`]) {
    await page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text);
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder(/^Function, field/).waitFor();
    await page.keyboard.press('Control+v');
    await page.waitForURL(`**/trace/${DEEP_TRACE}`);
    await page.goto('/health');
    await settled(page);
  }
  expect(faults).toEqual([]);
  await close();
});

browserTest('a press on a group opens its menu; of an attribute that nobody sent no values are asked for', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, explore("{'c':[{'p':'COUNT'}],'b':['service.version']}"));
  await page.getByRole('row', { name: /2\.0\.0/ }).click();
  // By keys: the row under the menu must not take them, nor its press.
  await page.keyboard.press('ArrowDown');
  await page.getByRole('menuitem', { name: /^Copy/ }).first().press('Enter');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  await page.getByRole('row', { name: /2\.0\.0/ }).click();
  await page.getByRole('menuitem', { name: /^Where/ }).click();
  await page.waitForURL(/2\.0\.0/);
  await settled(page);
  await page.getByRole('button', { name: 'Add a condition', exact: true }).click();
  await page.getByRole('combobox', { name: 'Where which attribute' }).fill('never.sent');
  await page.getByRole('option', { name: /as typed/ }).click();
  await page.keyboard.type('abc');
  await page.getByRole('option', { name: /^abc/ }).waitFor();
  await page.getByRole('button', { name: 'never.sent' }).click();
  await page.getByRole('combobox', { name: 'Where which attribute' }).fill('status_code');
  await page.getByRole('option', { name: /^status_code/ }).click();
  await page.getByRole('option', { name: /^ERROR/ }).click();
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/status_code/);
  await settled(page);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'a span that ends before its start says so, a long message leaves the attributes in sight, a linked trace is a target of its own',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${STRANGE_TRACE}`, { width: 380, height: 820 });
    const linked = page.getByRole('region', { name: 'Linked traces' });
    for (const target of await linked.locator('li > *:is(a, button)').all())
      expect((await target.boundingBox())!.height).toBeGreaterThanOrEqual(24);
    expect(await linked.locator('li > *:is(a, button)').count()).toBe(2);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page
      .getByRole('treeitem', { name: /step 2/ })
      .getByText('ended before its start')
      .waitFor();
    await page.getByRole('treeitem', { name: /step 1/ }).click();
    const attributes = page.getByRole('tab', { name: /^Attributes/ });
    await attributes.waitFor();
    expect((await attributes.boundingBox())!.y).toBeLessThan(700);
    // No question can name it: it has no way into one.
    const nameless = page.locator('dl > div', { hasText: 'nameless' });
    await nameless.getByText('(empty)').waitFor();
    expect(await nameless.locator('button').count()).toBe(1);
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('a clock that is behind is moved, and shown as received by a press', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, `/trace/${CLOCK_TRACE}`);
  const row = page.getByRole('treeitem').filter({ hasText: 'step 2' });
  const caller = page.getByRole('treeitem').filter({ hasText: 'step 1' });
  const left = async (at: typeof row): Promise<number> => {
    const bar = at.locator('i[style*="left"]').first();
    return (await bar.boundingBox())!.x;
  };
  await page.getByText('late-clock: clock 40.0 ms behind, moved').waitFor();
  await row.getByText('clock 40.0 ms behind').waitFor();
  expect(Math.abs((await left(row)) - (await left(caller)))).toBeLessThan(1);
  // Its panel asks where it lies, not where it is drawn.
  await row.click();
  const panel = page.getByRole('complementary', { name: 'Span step 2' });
  await panel.getByText('clock.test').waitFor();
  await panel.getByText(/begins 40\.0 ms before the span that called it\. Drawn as much later\./).waitFor();
  await page.getByRole('button', { name: 'Show as received' }).click();
  await page.waitForURL(/clocks=received/);
  await page.getByText('late-clock: clock 40.0 ms behind, drawn as received').waitFor();
  expect((await left(caller)) - (await left(row))).toBeGreaterThan(20);
  await page.reload();
  await settled(page);
  await page.getByRole('button', { name: 'Move the clocks' }).click();
  await expect.poll(() => page.url()).not.toContain('clocks=');
  await page.getByText('late-clock: clock 40.0 ms behind, moved').waitFor();
  expect(faults).toEqual([]);
  await close();
});
