// SQL in a real browser: completion, the mark under what is wrong, a run and its cost, all without a violation of the policy.
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('a statement is completed, mended where it is marked, run by keys, kept as a file', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql');
  const editor = page.getByRole('textbox', { name: 'SQL' });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('SELECT "payment.pr');
  // By pointer: right after the list has opened, Enter still means a new line.
  await page.getByRole('option', { name: /"payment\.provider"/ }).click();
  await page.keyboard.type(', cont(*) AS n FROM spans GROUP BY 1 ORDER BY n DESC');
  await page.keyboard.press('Escape');
  // What was half typed was marked, too, for a moment.
  const mark = page.locator('.cm-problem', { hasText: /^cont$/ });
  await mark.waitFor();
  await mark.dblclick();
  await page.keyboard.type('count');
  await page.keyboard.press('Escape');
  await page.getByText(/^Estimate/).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByRole('table', { name: 'Result' }).waitFor();
  await settled(page);
  expect(page.url()).toContain('payment.provider');
  await page.getByRole('button', { name: 'Download' }).click();
  const kept = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV' }).click();
  expect(await readFile(await (await kept).path(), 'utf8')).toMatch(/^payment\.provider,n\r\n.*\d\r\n/);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a run asks what stands in the editor, and what stood there before not once more', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql?sql=SELECT%201');
  await page.getByRole('table', { name: 'Result' }).waitFor();
  await settled(page);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/v1/sql')) asked.push(request.postDataJSON().sql);
  });
  await page.getByRole('textbox', { name: 'SQL' }).click();
  for (const next of ['SELECT 2', 'SELECT 3']) {
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(next);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('table', { name: 'Result' }).getByText(next.slice(-1), { exact: true }).nth(0).waitFor();
    await settled(page);
  }
  await page.getByRole('button', { name: /^Questions$/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Cold starts/ })
    .click();
  await settled(page);
  expect(asked.slice(0, 2)).toEqual(['SELECT 2', 'SELECT 3']);
  expect([asked.length, asked[2]?.includes('coldstart')]).toEqual([3, true]);
  // The same once more is asked once more.
  await page.getByRole('button', { name: /^Run/ }).click();
  await settled(page);
  expect(asked).toHaveLength(4);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a run that is stopped is said to be, and not the rows of the one before', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql?sql=SELECT%201');
  const said = page.locator('main p[role="status"].hidden-text');
  await expect.poll(() => said.innerText()).toMatch(/^1 row in /);
  let holds = true;
  await page.route('**/api/v1/sql', async (route) => {
    if (!holds) await route.continue();
  });
  await page.getByRole('textbox', { name: 'SQL' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('SELECT 2');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('button', { name: 'Cancel' }).first().click();
  await page.getByText('The statement was stopped before its answer.').waitFor();
  expect(await said.innerText()).toBe('Cancelled');
  holds = false;
  await page.getByRole('button', { name: 'Run again' }).click();
  await expect.poll(() => said.innerText()).toMatch(/^1 row in /);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a statement is formatted by keys, and as it was by one more', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql');
  const editor = page.getByRole('textbox', { name: 'SQL' });
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('select count(*) as n from spans where main');
  await page.keyboard.press('Control+Shift+F');
  await expect
    .poll(() => page.locator('.cm-line').allTextContents())
    .toEqual(['select', '  count(*) as n', 'from', '  spans', 'where', '  main']);
  await page.keyboard.press('Control+z');
  await expect.poll(() => editor.textContent()).toBe('select count(*) as n from spans where main');
  await page.getByRole('button', { name: 'Format' }).click();
  await expect.poll(() => page.locator('.cm-line').count()).toBe(6);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a question with a name is one press', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql');
  await page.getByRole('button', { name: /Errors by version and payment provider/ }).click();
  await page.getByRole('table', { name: 'Result' }).waitFor();
  expect(await page.getByRole('list', { name: /by name/ }).count()).toBe(1);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a value can be copied, asked for and followed; a plain statement opens in Explore', async () => {
  const sql = 'SELECT service_name, count(*) AS n FROM spans WHERE main GROUP BY 1 ORDER BY n DESC';
  const { page, faults, close } = await openPage(lake.apiUrl, `/sql?sql=${encodeURIComponent(sql)}`);
  const table = page.getByRole('table', { name: 'Result' });
  const cell = table.getByRole('button').first();
  const service = await cell.innerText();
  const bar = page.getByRole('list', { name: 'n by name' }).getByRole('button', { name: service, exact: true });
  await bar.click();
  await page.getByRole('menuitem', { name: 'Where this' }).waitFor();
  await page.keyboard.press('Escape');
  await table.getByRole('row').nth(1).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('c');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(service);
  await cell.click();
  await page.getByRole('menuitem', { name: 'Where this' }).click();
  await page.waitForURL(/\/explore/);
  await settled(page);
  await page.getByText(service, { exact: true }).first().waitFor();
  await page.goBack();
  await page.getByRole('button', { name: 'Open in Explore' }).click();
  await page.waitForURL(/\/explore/);
  await settled(page);
  expect(await page.getByRole('table', { name: 'Groups' }).innerText()).toContain(service);
  expect(faults).toEqual([]);
  await close();
});

browserTest('more rows than are shown come as a whole file', async () => {
  const sql = 'SELECT a.span_id, b.name FROM spans a CROSS JOIN (SELECT name FROM spans LIMIT 40) b LIMIT 12000';
  const { page, faults, close } = await openPage(lake.apiUrl, `/sql?sql=${encodeURIComponent(sql)}`);
  await page.getByText('The first 10,000 rows.').waitFor();
  await page.getByRole('button', { name: 'Download' }).click();
  const kept = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'CSV, all rows' }).click();
  const lines = (await readFile(await (await kept).path(), 'utf8')).trimEnd().split('\n');
  expect([lines.length, lines[0]]).toEqual([12_001, 'span_id,name']);
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'what is written and not run yet is there again after a link and Back, and gone once it has run',
  async () => {
    const { page, faults, close } = await openPage(lake.apiUrl, '/sql?sql=SELECT%201');
    await page.getByRole('table', { name: 'Result' }).waitFor();
    await settled(page);
    const editor = page.getByRole('textbox', { name: 'SQL' });
    await editor.click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText('SELECT 2 AS written');
    await page.getByRole('link', { name: 'Fields' }).first().click();
    await page.waitForURL(/\/fields/);
    await page.goBack();
    await editor.getByText('SELECT 2 AS written').waitFor();
    await page.getByText('edited').waitFor();
    await page.reload();
    await editor.getByText('SELECT 2 AS written').waitFor();
    await editor.click();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/written/);
    await settled(page);
    await page.goBack();
    await expect.poll(() => editor.innerText()).toBe('SELECT 1');
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('Back behind a question with a name shows the statement that was asked before it', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql?sql=SELECT%201');
  await page.getByRole('table', { name: 'Result' }).waitFor();
  await settled(page);
  await page.getByRole('button', { name: 'Questions' }).click();
  await page.getByRole('button', { name: /Errors by version and payment provider/ }).click();
  await page.waitForURL((url) => url.searchParams.get('sql') !== 'SELECT 1');
  await settled(page);
  await page.goBack();
  const editor = page.getByRole('textbox', { name: 'SQL' });
  await expect.poll(() => editor.innerText()).toBe('SELECT 1');
  expect(await page.getByText('edited').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

browserTest('a run of a live page is not said to be cancelled while it begins', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/sql?sql=SELECT%201');
  const said = page.locator('main p[role="status"].hidden-text');
  await expect.poll(() => said.innerText()).toMatch(/^1 row in /);
  await page.getByRole('button', { name: 'Live', pressed: true }).waitFor();
  await page.route('**/api/v1/sql', () => undefined);
  await page.getByRole('textbox', { name: 'SQL' }).click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('SELECT 2');
  await page.keyboard.press('Control+Enter');
  await page.waitForURL(/SELECT%202/);
  await page.getByRole('button', { name: 'Cancel' }).first().waitFor();
  expect(await said.innerText()).not.toBe('Cancelled');
  expect(faults).toEqual([]);
  await close();
});
