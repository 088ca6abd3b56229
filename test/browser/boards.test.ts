// Questions are saved by keys and stand on the first board; a board of one's own is made, filled, arranged by keys and by pointer, renamed, removed.
import { encodeQuery } from '@tracelake/query/structured';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { browserTest, openPage, settled } from './browser-page.ts';
import { useDemoLake } from './demo-lake.ts';

const lake = useDemoLake();

browserTest('saved, seen, opened, removed', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/explore');
  await page.keyboard.press('s');
  await page.getByRole('textbox', { name: 'Name' }).fill('Work by minute');
  await page.keyboard.press('Enter');
  await page.getByText('Saved “Work by minute”').waitFor();
  await page.getByRole('button', { name: 'Open Boards' }).click();
  const panel = page.getByRole('region', { name: 'Work by minute' });
  await panel.getByRole('application', { name: /^Heatmap of duration_ms/ }).waitFor();
  await settled(page);
  await panel.getByRole('link', { name: 'Work by minute' }).click();
  await page.waitForURL(/\/explore\?.*q=/);
  await page.goBack();
  await panel.getByRole('button', { name: 'Remove Work by minute' }).click();
  await panel.getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No boards').waitFor();
  expect(faults).toEqual([]);
  await close();
});

browserTest('a board is made, filled, arranged, renamed, removed', async () => {
  await save('one', { name: 'Work', query: encodeQuery({ calculations: [{ op: 'COUNT' }] }) });
  await save('two', {
    name: 'By service',
    query: encodeQuery({ calculations: [{ op: 'COUNT' }], breakdowns: ['service_name'] }),
  });
  await save('three', { name: 'Slowest', sql: 'SELECT max(duration_ms) AS ms FROM spans' });
  const { page, faults, close } = await openPage(lake.apiUrl, '/boards');
  await page.getByRole('button', { name: 'All saved questions' }).waitFor();
  await page.getByRole('button', { name: 'New board' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Checkout');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Checkout' }).waitFor();
  for (const name of ['Work', 'By service', 'Slowest']) {
    await page.getByRole('button', { name: 'Add' }).click();
    await page.getByRole('option', { name }).click();
    await page.getByRole('region', { name }).waitFor();
  }
  expect(await places(page)).toEqual({ Work: '0,0 6×5', 'By service': '6,0 6×5', Slowest: '0,5 6×5' });

  await settled(page);
  await page.getByRole('figure', { name: /^COUNT, 1 line .* First seen: .*shop-payment 2\.4\.1/ }).waitFor();
  await page.keyboard.press('a');
  await page.getByRole('textbox', { name: 'Name of the board' }).fill('Checkout and payments');
  await page.getByRole('button', { name: 'Move Work' }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowLeft');
  const head = (await page.getByRole('button', { name: 'Move Slowest' }).boundingBox())!;
  await page.mouse.move(head.x + 4, head.y + 4);
  await page.mouse.down();
  await page.mouse.move(head.x + 4, head.y - 400, { steps: 8 });
  await page.mouse.up();
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('heading', { name: 'Checkout and payments' }).waitFor();
  await page.getByRole('button', { name: 'Arrange' }).waitFor();
  expect(await places(page)).toEqual({ Slowest: '0,0 6×5', Work: '6,0 5×6', 'By service': '0,5 6×5' });

  await page.getByRole('button', { name: 'More about By service' }).click();
  await page.getByRole('menuitemradio', { name: 'By group' }).click();
  await page.getByRole('region', { name: 'By service' }).getByRole('listitem').first().waitFor();
  await page.reload();
  await page.getByRole('region', { name: 'By service' }).getByRole('listitem').first().waitFor();

  await page.getByRole('button', { name: 'Arrange' }).click();
  await page.getByRole('button', { name: 'Move Slowest' }).focus();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('region', { name: 'Slowest' }).waitFor();
  await page.getByRole('button', { name: 'Arrange' }).click();
  await page.getByRole('button', { name: 'Remove board' }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'New board' }).waitFor();
  expect(await page.getByText('Checkout and payments').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});

async function save(id: string, content: object): Promise<void> {
  const { ok } = await fetch(`${lake.apiUrl}/api/v1/saved/${id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'query', ...content }),
  });
  expect(ok).toBe(true);
}

/** Column, row and size of each panel, as it lies in the grid. */
function places(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() =>
    Object.fromEntries(
      [...document.querySelectorAll<HTMLElement>('[data-panel]')].map((panel) => {
        const at = (name: string): number => Number(panel.style.getPropertyValue(`--panel-${name}`));
        const place = `${at('column') - 1},${at('row') - 1} ${at('width')}×${at('height')}`;
        return [panel.querySelector('h2')?.textContent ?? '', place];
      }),
    ),
  );
}

browserTest(
  'a heatmap that was saved is one on the page of all saved and on a board; a box on it is compared in Explore',
  async () => {
    const query = encodeQuery({ calculations: [{ op: 'HEATMAP', column: 'duration_ms' }, { op: 'COUNT' }] });
    await save('heat', { name: 'How long it takes', query });
    const place = { column: 0, row: 0, width: 6, height: 5 };
    await save('board-heat', { kind: 'board', name: 'Heat', panels: [{ name: 'How long it takes', query, ...place }] });
    const { page, faults, close } = await openPage(lake.apiUrl, '/boards/saved?start=-2h');
    const heatmap = page
      .getByRole('region', { name: 'How long it takes' })
      .getByRole('application', { name: /^Heatmap of duration_ms: / });
    await heatmap.waitFor();
    await page.goto('/boards/board-heat?start=-2h');
    await heatmap.waitFor();
    await page.getByRole('button', { name: 'More about How long it takes' }).click();
    expect(await page.getByRole('menuitemradio').allInnerTexts()).toEqual(['As a heatmap', 'Over time', 'As a number']);
    await page.keyboard.press('Escape');
    const { x, y, width, height } = (await page.getByRole('application').boundingBox())!;
    await page.mouse.move(x + width * 0.5, y + height * 0.1);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.9, y + height * 0.6, { steps: 4 });
    await page.mouse.up();
    await page.waitForURL(/\/explore\?.*box=/);
    await page.getByText('What is different in the box?').waitFor();
    expect(faults).toEqual([]);
    await close();
  },
);

browserTest('words stand on a board, written where they stand', async () => {
  const { page, faults, close } = await openPage(lake.apiUrl, '/boards');
  await page.getByRole('button', { name: 'New board' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('With words');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'With words' }).waitFor();
  await page.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('option', { name: 'Text' }).click();
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Switch it off by `payment.providers`.');
  await page.keyboard.press('Home');
  await page.keyboard.press('Backspace');
  await page.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Arrange' }).waitFor();
  await page.reload();
  const panel = page.getByRole('region', { name: 'Read me' });
  expect(await panel.locator('code').innerText()).toBe('payment.providers');
  expect(faults).toEqual([]);
  await close();
});

browserTest(
  'what was written is not lost: neither by a way elsewhere, nor where someone else was quicker',
  async () => {
    const place = { column: 0, row: 0, width: 6, height: 5 };
    await save('two-at-once', { kind: 'board', name: 'Ours', panels: [{ name: 'Read me', text: 'old', ...place }] });
    const { page, faults, close } = await openPage(lake.apiUrl, '/boards/two-at-once');
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Ten minutes of words');
    await page.getByRole('navigation').getByRole('link', { name: 'Errors' }).first().click();
    await page.getByRole('heading', { name: 'Errors', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('textbox', { name: 'Text', exact: true }).waitFor();
    await save('two-at-once', { kind: 'board', name: 'Theirs', panels: [] });
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('Someone else has changed this board since').waitFor();
    expect(await page.getByRole('textbox', { name: 'Text', exact: true }).inputValue()).toBe('Ten minutes of words');
    await page.getByRole('button', { name: 'Replace theirs' }).click();
    await page.getByRole('button', { name: 'Arrange' }).waitFor();
    await page.reload();
    await page.getByText('Ten minutes of words').waitFor();
    await page.getByRole('heading', { name: 'Ours' }).waitFor();
    // The refusal itself is a failed request.
    expect(faults.filter((fault) => !fault.includes('412'))).toEqual([]);
    await close();
  },
);

browserTest('two changes within one round trip are both kept', async () => {
  const panel = (name: string, column: number) => ({
    name,
    query: encodeQuery({ calculations: [{ op: 'COUNT' }], filters: [{ column: 'service_name', op: 'exists' }] }),
    view: 'time',
    ...{ column, row: 0, width: 6, height: 5 },
  });
  await fetch(`${lake.apiUrl}/api/v1/saved/quick`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ kind: 'board', name: 'Quick', panels: [panel('Left', 0), panel('Right', 6)] }),
  });
  const { page, faults, close } = await openPage(lake.apiUrl, '/boards/quick', {
    route: async (route) => {
      // Long enough for the second change.
      if (route.request().method() === 'PUT') await new Promise((resolve) => setTimeout(resolve, 3000));
      await route.continue();
    },
  });
  for (const name of ['Left', 'Right']) {
    await page.getByRole('button', { name: `More about ${name}` }).click();
    await page.getByRole('menuitemradio', { name: 'As a number' }).click();
  }
  const views = async () => {
    const { saved } = (await (await fetch(`${lake.apiUrl}/api/v1/saved?kind=board`)).json()) as {
      saved: { id: string; panels: { view: string }[] }[];
    };
    return saved.find(({ id }) => id === 'quick')?.panels.map(({ view }) => view);
  };
  await expect.poll(views).toEqual(['number', 'number']);
  expect(await page.getByText('Not kept').count()).toBe(0);
  expect(faults).toEqual([]);
  await close();
});
