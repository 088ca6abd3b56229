// Formatting moves white space and nothing else; what cannot be read stays.
import { expect, test } from 'vitest';
import { formattedSql } from '../../src/sql/formatted-sql.ts';

test('lines and columns are set, names and texts stay as they are', async () => {
  const sql = `select  a, "user.plan" FROM spans where b = 'x  y' -- why\n and any_match(events, e -> e.name = 'retry') group by 1, 2`;
  expect(await formattedSql(sql)).toBe(
    [
      'select',
      '  a,',
      '  "user.plan"',
      'FROM',
      '  spans',
      'where',
      "  b = 'x  y' -- why",
      "  and any_match(events, e -> e.name = 'retry')",
      'group by',
      '  1,',
      '  2',
    ].join('\n'),
  );
});

test('a statement that is formatted stays as it is', async () => {
  const formatted = await formattedSql(
    'WITH t AS (SELECT 1 AS n UNION ALL SELECT 2) SELECT CASE WHEN n > 1 THEN n END FROM t',
  );
  expect(await formattedSql(formatted!)).toBe(formatted);
});

test('what cannot be read is not formatted', async () => {
  expect(await formattedSql("SELECT 'no end FROM spans")).toBeNull();
});
