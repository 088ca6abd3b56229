// What a person who knows another dialect is told to write.
import { isTracelakeError } from '@tracelake/schema';
import { describe, expect, test } from 'vitest';
import { parseTrino } from '../../src/parser/parse-trino.ts';

function hintFor(sql: string): string {
  try {
    parseTrino(sql);
  } catch (error) {
    if (isTracelakeError(error) && error.code === 'SYNTAX_ERROR') return error.hint;
    throw error;
  }
  throw new Error(`taken: ${sql}`);
}

describe('a hint says what to write instead', () => {
  test.each([
    ['SELECT duration_ms::int FROM spans', 'CAST(duration_ms AS int)'],
    [`SELECT "http.status_code"::varchar FROM spans`, 'CAST("http.status_code" AS varchar)'],
    ['SELECT sum(x)::bigint FROM spans', 'CAST(… AS bigint)'],
    ["SELECT name FROM spans WHERE name ILIKE '%a%'", "lower(name) LIKE lower('%a%')"],
    ["SELECT name ILIKE '%a%' FROM spans", "lower(name) LIKE lower('%a%')"],
    ["SELECT name FROM spans WHERE name RLIKE '^a'", "regexp_like(name, '^a')"],
    ['SELECT name FROM spans WHERE time > now() - INTERVAL 1 HOUR', "INTERVAL '1' HOUR"],
    ['SELECT name FROM spans QUALIFY row_number() OVER (ORDER BY time) = 1', 'row_number() OVER (…) AS n'],
    ['SELECT TOP 5 name FROM spans', 'LIMIT 5 at the end'],
    ['SELECT name FROM spans LIMIT 5 OFFSET 2', 'OFFSET 2 LIMIT 5'],
    ['SELECT name FROM spans LIMIT 2, 5', 'OFFSET 2 LIMIT 5'],
    ['SELECT percentile_cont(0.9) WITHIN GROUP (ORDER BY duration_ms) FROM spans', 'approx_percentile(x, 0.9)'],
    ["SELECT name FROM spans WHERE name == 'a'", 'Write one =.'],
    ['SELECT name FORM spans', 'Did you mean FROM instead of FORM?'],
    ['SELCT name FROM spans', 'Did you mean SELECT instead of SELCT?'],
    ['SELECT name FROM spans WEHRE name = 1', 'Did you mean WHERE instead of WEHRE?'],
    ['SELECT name FROM spans gruop BY 1', 'Did you mean GROUP instead of gruop?'],
    ['SELECT name FROM spans LIMT 10', 'Did you mean LIMIT instead of LIMT?'],
    ['SELECT name FROM spans LIMIT -1', 'LIMIT takes a whole number from 0 on, or ALL.'],
    ['SELECT name FROM spans OFFSET ten', 'OFFSET takes a whole number from 0 on.'],
    ['SELECT name, FROM spans', 'Remove the comma'],
    ['SELECT name FROM spans GROUP name', 'Write GROUP BY name.'],
    ['SELECT name FROM spans ORDER name DESC', 'Write ORDER BY name.'],
    ['SELECT unnest(events) FROM spans', 'CROSS JOIN UNNEST(events)'],
    ['SELECT DISTINCT ON (name) name FROM spans', 'row_number() OVER (PARTITION BY'],
    ["SELECT * FROM read_csv('/etc/passwd')", 'A function is no table here'],
    ['SELECT * FROM spans, duckdb_settings()', 'A function is no table here'],
    ['SELECT `user.id` FROM spans', 'Write "user.id".'],
    ['SELECT [name] FROM spans', 'Write "name" for a name'],
    ["SELECT attributes->>'k' FROM spans", "attributes['k'] of a map"],
    ["SELECT 1 FROM spans WHERE name ~ 'x'", "regexp_like(name, 'x')"],
    ['SELECT * EXCLUDE (name) FROM spans', 'Name the columns'],
    ['SELECT * EXCEPT (name) FROM spans', 'Name the columns'],
    ['SELECT quantile(0.9)(duration_ms) FROM spans', 'approx_percentile(duration_ms, 0.9)'],
    ['SELECT safe_cast(name AS bigint) FROM spans', 'TRY_CAST(name AS bigint)'],
    ["SELECT 1 FROM spans WHERE 'x' IN events", "any_match(events, e -> e.name = 'x')"],
    ['SELECT 1 FROM spans WHERE time > ago(15m)', "now() - INTERVAL '15' MINUTE"],
    ["SELECT name FROM spans GROUP BY name WHERE name = 'a'", 'The clauses come in the order'],
  ])('%s → %s', (sql, hint) => {
    expect(hintFor(sql)).toContain(hint);
  });

  test('and nothing where the token tells nothing', () => {
    expect(hintFor('SELECT x FROM t WHERE (')).toBe('Correct the query at the named place.');
  });
});
