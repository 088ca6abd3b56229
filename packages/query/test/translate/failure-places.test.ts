// Where in the user's text an error of the engine belongs to: `«` stands in front of the place, several where any of them may be it.
import type { DuckDBConnection } from '@duckdb/node-api';
import type { TracelakeError } from '@tracelake/schema';
import { beforeAll, describe, expect, test } from 'vitest';
import { engineError, placedError } from '../../src/duckdb/error-mapping.ts';
import { macroScript } from '../../src/duckdb/prelude.ts';
import { failurePlaces } from '../../src/translate/failure-places.ts';
import { translate } from '../../src/translate/translate.ts';
import { translatedConnection } from '../duckdb/translated-connection.ts';

const NO_TABLES = { relation: () => undefined };
/** As the planner puts the table in front. */
const IN_FRONT = 'WITH "spans" AS (SELECT CAST(\'1\' AS BIGINT) AS n)\n';

let connection: DuckDBConnection;
beforeAll(async () => {
  connection = await translatedConnection();
});

async function failureOf(sql: string): Promise<TracelakeError> {
  const { duckdbSql } = translate(sql, NO_TABLES);
  const engineSql = duckdbSql.startsWith('WITH ')
    ? `${IN_FRONT.trim()}, ${duckdbSql.slice('WITH '.length)}`
    : IN_FRONT + duckdbSql;
  await connection.run(`${macroScript(engineSql)}SELECT 1`);
  try {
    await connection.runAndReadAll(engineSql);
  } catch (thrown) {
    const error = engineError((thrown as Error).message);
    const { engineMessage, enginePosition } = error.details;
    const failure = { message: String(engineMessage), position: enginePosition as number | undefined };
    return placedError(error, failurePlaces({ sql, catalogue: NO_TABLES, duckdbSql, engineSql }, failure));
  }
  return expect.fail(`answered: ${sql}`);
}

const VALUES = "FROM (VALUES (1, 0, 'x', MAP(ARRAY['a'], ARRAY[1]), ARRAY[1])) t (a, b, v, m, l)";

describe.each([
  ['DIVISION_BY_ZERO', `SELECT a + a «/ b ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT 1 / a, a «/ b, 7 / (a + 1) ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT 'é😀', a «% b ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT a,\n  DECIMAL '1.5' «/ b ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT (a / a) «/ b ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT a ${VALUES} WHERE a «/ b > 1`],
  ['DIVISION_BY_ZERO', `SELECT a ${VALUES} ORDER BY a «/ b`],
  ['DIVISION_BY_ZERO', `SELECT count(*) ${VALUES} GROUP BY a «/ b`],
  ['DIVISION_BY_ZERO', `SELECT a «/ b, count(*) ${VALUES} GROUP BY a / b`],
  ['DIVISION_BY_ZERO', `SELECT sum(a) «/ sum(b) ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT sum(a «/ b) OVER () ${VALUES}`],
  ['DIVISION_BY_ZERO', `SELECT transform(l, x -> x «/ b) ${VALUES}`],
  ['DIVISION_BY_ZERO', `WITH w AS (SELECT a «/ b AS q ${VALUES}) SELECT q + 1 FROM w`],
  ['DIVISION_BY_ZERO', `SELECT (SELECT a «/ b) ${VALUES}`],
  ['INVALID_CAST_ARGUMENT', `SELECT CAST('1' AS bigint), «CAST(v AS bigint) ${VALUES}`],
  ['INVALID_CAST_ARGUMENT', `SELECT a + «CAST(v AS double) ${VALUES}`],
  ['INVALID_CAST_ARGUMENT', `SELECT «CAST(v AS timestamp) ${VALUES}`],
  ['INVALID_CAST_ARGUMENT', `SELECT max(«CAST(v AS date)) ${VALUES}`],
  ['INVALID_FUNCTION_ARGUMENT', `SELECT «m['b'] ${VALUES}`],
  ['INVALID_FUNCTION_ARGUMENT', `SELECT «l[a + 5] ${VALUES}`],
  ['INVALID_FUNCTION_ARGUMENT', `SELECT m['a'], «l[b] ${VALUES}`],
  ['INVALID_FUNCTION_ARGUMENT', `SELECT a, «date_parse(v, '%Y') ${VALUES}`],
  ['INVALID_FUNCTION_ARGUMENT', `SELECT sequence(1, 2), chr(65), «repeat('x', a * 20000) ${VALUES}`],
  ['INVALID_FUNCTION_ARGUMENT', `SELECT «l[2], «l[3] ${VALUES}`],
  ['NUMERIC_VALUE_OUT_OF_RANGE', `SELECT a + 1, a «+ 9223372036854775807 ${VALUES}`],
  [
    'NUMERIC_VALUE_OUT_OF_RANGE',
    `SELECT a * 2, a - 1, a «* 9223372036854775807 «* 2, (a + 1) «* 9223372036854775807 ${VALUES}`,
  ],
  ['NUMERIC_VALUE_OUT_OF_RANGE', `SELECT «CAST(a + 300 AS tinyint) ${VALUES}`],
  ['SUBQUERY_MULTIPLE_ROWS', `SELECT a, «(SELECT x FROM (VALUES 1, 2) u (x)) ${VALUES}`],
])('%s', (code, marked) => {
  test(marked, async () => {
    const error = await failureOf(marked.replaceAll('«', ''));
    expect(error.code).toBe(code);
    const { line, column, places } = error.details as { line: number; column: number; places?: unknown };
    expect(places ?? [{ line, column }]).toEqual(markedPlaces(marked));
    if (places === undefined) expect(error.message).toMatch(new RegExp(`^line ${line}:${column}: `));
    else expect(error.hint).toMatch(/ It stands at one of these places: line \d+:\d+, line/);
  });
});

/** Columns count code points. */
function markedPlaces(marked: string): { line: number; column: number }[] {
  const places = [];
  let [line, column] = [1, 1];
  for (const character of marked) {
    if (character === '«') places.push({ line, column });
    else if (character === '\n') [line, column] = [line + 1, 1];
    else column++;
  }
  return places;
}

test('no place where the text means another thing by now, and none in what the planner adds', () => {
  const sql = 'SELECT 1 / 0';
  const { duckdbSql } = translate(sql, NO_TABLES);
  const text = { sql, catalogue: NO_TABLES, duckdbSql, engineSql: IN_FRONT + duckdbSql };
  const position = text.engineSql.indexOf("CAST('TRINO");
  expect(failurePlaces(text, { message: '', position })).toEqual([{ line: 1, column: 10 }]);
  expect(failurePlaces(text, { message: '', position: IN_FRONT.indexOf('CAST') })).toEqual([]);
  expect(failurePlaces({ ...text, duckdbSql: 'SELECT 2' }, { message: '', position })).toEqual([]);
});

test('a column of the result', () => {
  const places = (sql: string, resultColumn: number) => {
    const { duckdbSql } = translate(sql, NO_TABLES);
    return failurePlaces({ sql, catalogue: NO_TABLES, duckdbSql, engineSql: duckdbSql }, { message: '', resultColumn });
  };
  expect(places('SELECT 1, (2 + 3) AS x, (SELECT 4)', 1)).toEqual([{ line: 1, column: 14 }]);
  expect(places('SELECT 1, (SELECT 4)', 1)).toEqual([{ line: 1, column: 11 }]);
  expect(places('SELECT t.*, a FROM (VALUES 1) t (a)', 1)).toEqual([]);
});
