// The page's list of functions is the function table's.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sqlFunctionsSource } from '../../src/page/sql-functions.ts';

it('nothing drifted: npm run generate', () => {
  const file = new URL('../../../dashboard/src/sql/sql-functions.ts', import.meta.url);
  expect(readFileSync(file, 'utf8')).toBe(sqlFunctionsSource());
});
