// The units of date_add, date_diff and date_trunc: which there are, and a text for the one that is written or that the run brings.
import { TracelakeError } from '@tracelake/schema';
import { raise } from '../duckdb/raise.ts';
import { constantText } from './constant-argument.ts';
import type { FunctionCall } from './function-definition.ts';

export const TIME_UNITS = ['millisecond', 'second', 'minute', 'hour'];
export const UNITS = [...TIME_UNITS, 'day', 'week', 'month', 'quarter', 'year'];
export const DATE_UNITS = UNITS.filter((unit) => !TIME_UNITS.includes(unit));

/**
 * `print` for the unit that is written; for one that the run brings, a choice between those there are, each printed.
 * @param kind as Trino's message names it
 */
export function byUnit(
  call: FunctionCall,
  units: readonly string[],
  kind: 'DATE' | 'TIME' | 'TIMESTAMP',
  print: (unit: string) => string,
): string {
  const [unit] = call.arguments;
  if (unit.constant !== undefined && unit.constant !== null) {
    const text = constantText(unit, `the unit of ${call.name}`).toLowerCase();
    if (units.includes(text)) return print(text);
    // Trino does not look at the unit where there is nothing to compute.
    if (call.arguments.some(({ constant }) => constant === null)) return print(units[units.length - 1]);
    throw new TracelakeError('INVALID_FUNCTION_ARGUMENT', `'${text}' is not a valid ${kind} field`);
  }
  const choices = units.map((name) => `WHEN '${name}' THEN ${print(name)}`).join(' ');
  const invalid = raise('INVALID_FUNCTION_ARGUMENT', `${unit.sql} || ' is not a valid ${kind} field'`, 'VARCHAR');
  const complete = call.arguments.map(({ sql }) => `${sql} IS NOT NULL`).join(' AND ');
  return `CASE WHEN ${complete} THEN CASE lower(${unit.sql}) ${choices} WHEN ${invalid} THEN NULL END END`;
}

/** Of a date, or a time of day: `print` gets the unit and the arguments behind it. */
export function printed(
  units: readonly string[],
  kind: 'DATE' | 'TIME',
  print: (unit: string, ...given: string[]) => string,
) {
  return (call: FunctionCall): string =>
    byUnit(call, units, kind, (unit) => print(unit, ...call.arguments.slice(1).map(({ sql }) => sql)));
}
