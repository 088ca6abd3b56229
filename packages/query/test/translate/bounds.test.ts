// Bounds that a plan may trust: only what holds for every row the query can use.
import { describe, expect, test } from 'vitest';
import type { SourceBound } from '../../src/translate/translation.ts';
import { translateSample } from './sample-relation.ts';

function boundsOf(sql: string): string[] {
  return translateSample(sql).sources.flatMap(({ uses }) => uses.flatMap((bounds) => bounds.map(boundText)));
}

function boundText({ column, comparison, value, orOneOf, unit, fromNow }: SourceBound): string {
  const bounded = unit === undefined ? column.displayName : `${unit} of ${column.displayName}`;
  return `${bounded} ${comparison} ${[value, ...(orOneOf ?? [])].join(' or ')}${fromNow ? ' ms from now' : ''}`;
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
    ["time > now() - INTERVAL '1' HOUR", ['time > -3600000 ms from now']],
    ["current_timestamp - INTERVAL '1' DAY - INTERVAL '1' HOUR <= time", ['time >= -90000000 ms from now']],
    ["cast(time AS date) = DATE '2026-01-01'", ['day of time = 2026-01-01 00:00:00.000000']],
    ["date(time) < DATE '2026-01-03' - INTERVAL '2' DAY", ['day of time < 2026-01-01 00:00:00.000000']],
    [
      "date_trunc('hour', time) BETWEEN TIMESTAMP '2026-01-01 10:00' AND DATE '2026-01-02'",
      ['hour of time >= 2026-01-01 10:00:00.000000', 'hour of time <= 2026-01-02 00:00:00.000000'],
    ],
    ["time < TIMESTAMP '2026-01-01 00:00:00.000001' + INTERVAL '1' HOUR", ['time < 2026-01-01 01:00:00.000001']],
    ["name IN ('a', 'b')", ['name = a or b']],
    ['start_time_unix_nano > 60 * 1000 - 1', ['start_time_unix_nano > 59999']],
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
    ["time > now() - INTERVAL '1' MONTH"],
    ["time > TIMESTAMP '9998-12-31 00:00:00' + INTERVAL '9' DAY"],
    ["name IN ('a', service_name)"],
    ["name NOT IN ('a')"],
    ["date_trunc('hour', now()) > time"],
    ['start_time_unix_nano > (SELECT max(start_time_unix_nano) FROM spans)'],
    ["service_name NOT BETWEEN 'a' AND 'b'"],
    ["CASE WHEN main THEN name = 'a' END"],
    ['name = NULL'],
  ])('%s', (condition) => {
    expect(where(condition)).toEqual([]);
  });

  test('each use has its own, an ON serves the side whose rows it drops', () => {
    const usesOf = (sql: string) =>
      translateSample(sql).sources.map(({ uses }) => uses.map((use) => use.map(boundText)));
    expect(usesOf("SELECT 1 FROM spans a, spans b WHERE a.name = 'a'")).toEqual([[['name = a'], []]]);
    const on = "ON a.trace_id = b.trace_id AND b.name = 'b' AND a.name = 'a'";
    expect(usesOf(`SELECT 1 FROM spans a JOIN spans b ${on}`)).toEqual([[['name = a'], ['name = b']]]);
    expect(usesOf(`SELECT 1 FROM spans a LEFT JOIN spans b ${on}`)).toEqual([[[], ['name = b']]]);
    expect(usesOf(`SELECT 1 FROM spans a RIGHT JOIN spans b ${on}`)).toEqual([[['name = a'], []]]);
    expect(usesOf(`SELECT 1 FROM spans a FULL JOIN spans b ${on}`)).toEqual([[[], []]]);
  });

  test('a HAVING, the optional side of a join', () => {
    expect(boundsOf("SELECT name FROM spans GROUP BY name HAVING name = 'a'")).toEqual([]);
    expect(boundsOf("SELECT 1 FROM (VALUES 'a') v (x) LEFT JOIN spans s ON v.x = s.name WHERE s.name = 'a'")).toEqual(
      [],
    );
    expect(boundsOf("SELECT 1 FROM spans s FULL JOIN (VALUES 'a') v (x) ON v.x = s.name WHERE s.name = 'a'")).toEqual(
      [],
    );
  });
});
