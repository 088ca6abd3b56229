// Which columns a table has after the menu.
import { expect, test } from 'vitest';
import { chosenColumns } from '../../src/ui/chosen-columns.ts';
import type { Column } from '../../src/ui/data-table.tsx';

const column = (key: string, from?: 'tablet' | 'desktop'): Column<object> => ({
  key,
  title: key,
  ...(from === undefined ? {} : { from }),
  cell: () => null,
});

test('what is hidden takes its shape along; what was brought back is there in any width', () => {
  const all = [column('name'), column('p95Ms'), column('p95Ms shape', 'desktop'), column('memory', 'desktop')];
  const shown = chosenColumns(all, { p95Ms: 'hidden', memory: 'shown' });
  expect(shown.map(({ key, from }) => [key, from])).toEqual([
    ['name', undefined],
    ['memory', undefined],
  ]);
});
