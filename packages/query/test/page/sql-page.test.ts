// The page of the language: what it must say of functions and of forms.
import { expect, test } from 'vitest';
import { LOCAL_FUNCTIONS } from '../../src/functions/function-table.ts';
import { sqlPage } from '../../src/page/sql-page.ts';

const PAGE = sqlPage(new Map([['abs', ['NUMERIC_VALUE_OUT_OF_RANGE']]]));

test('names every function, its errors, and those that are refused', () => {
  for (const name of LOCAL_FUNCTIONS) expect(PAGE).toContain(`\`${name}\``);
  expect(PAGE).toMatch(/^\| `abs` .*`NUMERIC_VALUE_OUT_OF_RANGE` \|$/m);
  expect(PAGE.slice(PAGE.indexOf('### Refused'))).toContain('`st_area`');
});

test('says of a form that works nothing, of a refused one how', () => {
  expect(PAGE).toMatch(/^\| VALUES \|.*\| {2}\|$/m);
  expect(PAGE).toMatch(/^\| EXPLAIN \|.*`NOT_SUPPORTED`: line 1:1/m);
});

test('every row of a table has as many cells as its head', () => {
  const cells = (line: string): number => line.replaceAll('\\|', '').split('|').length;
  let width = 0;
  for (const line of PAGE.split('\n')) {
    if (!line.startsWith('|')) width = 0;
    else if (width === 0) width = cells(line);
    else expect(cells(line), line).toBe(width);
  }
});
