// Bounds that a plan may trust: only what holds for every row the query can use.
import { describe, expect, test } from 'vitest';
import { translateSample } from './sample-relation.ts';

function boundsOf(sql: string): string[] {
  return translateSample(sql).sources.flatMap(({ bounds }) =>
    bounds.map(({ column, comparison, value }) => `${column.displayName} ${comparison} ${value}`),
  );
}

const where = (condition: string) => boundsOf(`SELECT 1 FROM spans WHERE ${condition}`);

describe('found', () => {
  test.each([
    ["service_name = 'a'", ['service_name = a']],
    ["'a' = service_name", ['service_name = a']],
    [
      "(service_name = 'a') AND (duration_ms > 5 AND duration_ms <= 1.5)",
      ['service_name = a', 'duration_ms > 5', 'duration_ms <= 1.5'],
    ],
    ['5 < duration_ms', ['duration_ms > 5']],
    ['duration_ms > -2e0', ['duration_ms > -2']],
    ['start_time_unix_nano BETWEEN 10 AND 20', ['start_time_unix_nano >= 10', 'start_time_unix_nano <= 20']],
    ["time >= TIMESTAMP '2026-01-01 10:00'", ['time >= 2026-01-01 10:00:00.000000']],
    ["time >= TIMESTAMP '2026-01-01 10:00:00.5 +02:00'", ['time >= 2026-01-01 08:00:00.500000']],
    ["time < DATE '2026-01-02'", ['time < 2026-01-02 00:00:00.000000']],
    ["time < CAST('2026-01-02 01:02:03' AS timestamp)", ['time < 2026-01-02 01:02:03.000000']],
    ['start_time_unix_nano > CAST(5 AS bigint)', ['start_time_unix_nano > 5']],
    ["attributes['x'] = 'y'", ['x = y']],
    ["element_at(attributes, 'x') = 'y'", ['x = y']],
    ["spans.name = 'a'", ['name = a']],
    ['main = true', ['main = true']],
  ])('%s', (condition, bounds) => {
    expect(where(condition)).toEqual(bounds);
  });

  test('in a subquery, a common table, and beside an UNNEST', () => {
    expect(boundsOf("SELECT * FROM (SELECT name FROM spans WHERE name = 'a') WHERE name = 'b'")).toEqual(['name = a']);
    expect(boundsOf("WITH a AS (SELECT name FROM spans WHERE name = 'a') SELECT * FROM a x, a y")).toEqual([
      'name = a',
    ]);
    expect(
      boundsOf("SELECT 1 FROM spans s LEFT JOIN UNNEST(events) AS e (t, n, a) ON TRUE WHERE s.name = 'a'"),
    ).toEqual(['name = a']);
    expect(boundsOf("SELECT 1 FROM spans s JOIN (VALUES 'a') v (x) ON v.x = s.name WHERE s.name = 'a'")).toEqual([
      'name = a',
    ]);
  });
});

describe('not found', () => {
  test.each([
    ["service_name = 'a' OR main"],
    ["NOT (service_name = 'a')"],
    ["service_name <> 'a'"],
    ["upper(service_name) = 'a'"],
    ['duration_ms > start_time_unix_nano'],
    ['duration_ms + 1 > 5'],
    ['start_time_unix_nano > 5e0'],
    ["time > now() - INTERVAL '1' HOUR"],
    ["service_name NOT BETWEEN 'a' AND 'b'"],
    ["CASE WHEN main THEN name = 'a' END"],
    ["cast(time AS date) = DATE '2026-01-01'"],
    ['name = NULL'],
  ])('%s', (condition) => {
    expect(where(condition)).toEqual([]);
  });

  test('a table used twice, a HAVING, the optional side of a join', () => {
    expect(boundsOf("SELECT 1 FROM spans a, spans b WHERE a.name = 'a'")).toEqual([]);
    expect(boundsOf("SELECT name FROM spans GROUP BY name HAVING name = 'a'")).toEqual([]);
    expect(boundsOf("SELECT 1 FROM (VALUES 'a') v (x) LEFT JOIN spans s ON v.x = s.name WHERE s.name = 'a'")).toEqual(
      [],
    );
    expect(boundsOf("SELECT 1 FROM spans s FULL JOIN (VALUES 'a') v (x) ON v.x = s.name WHERE s.name = 'a'")).toEqual(
      [],
    );
  });
});
