// What of a result can be drawn: lines over time where a time stands first or a name has several, bars where names stand before numbers. Pure.
import type { QueryResult } from '../api/api-types.ts';
import { numberOf } from '../format/attribute-value.ts';

export interface BarChartData {
  readonly form: 'bars';
  readonly measures: readonly string[];
  readonly measure: string;
  /** The columns that name a bar. */
  readonly names: readonly number[];
  readonly bars: readonly { readonly label: string; readonly value: number | null; readonly row: readonly unknown[] }[];
}

export interface LineChartData {
  readonly form: 'lines';
  readonly measures: readonly string[];
  readonly measure: string;
  readonly times: readonly string[];
  readonly granularitySeconds: number;
  readonly series: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}

export type ResultChartData = BarChartData | LineChartData;

const MOST_BARS = 24;
const MOST_LINES = 12;
const NUMBER_TYPE = /^(?:bigint|integer|smallint|tinyint|double|real|decimal)/;
const TIME_TYPE = /^(?:timestamp|date)/;

export function isNumberType(type: string): boolean {
  return NUMBER_TYPE.test(type);
}

/** @param wanted the measure to draw; without it the one that the rows are sorted by, else the first */
export function resultChartData({ columns, rows }: QueryResult, wanted?: string): ResultChartData | null {
  const numbers = columns.flatMap(({ name, type }, at) => (NUMBER_TYPE.test(type) ? [{ name, at }] : []));
  const names = columns.flatMap(({ type }, at) => (NUMBER_TYPE.test(type) || TIME_TYPE.test(type) ? [] : [at]));
  const timeAt = columns.findIndex(({ type }) => TIME_TYPE.test(type));
  if (rows.length < 2 || numbers.length === 0) return null;
  const chosen =
    numbers.find(({ name }) => name === wanted) ?? numbers.find(({ at }) => isSorted(rows, at)) ?? numbers[0];
  const shared = { measures: numbers.map(({ name }) => name), measure: chosen.name };
  if (timeAt === 0 || (timeAt > 0 && isOverTime(rows, timeAt, names))) {
    const lines = timeLines(rows, timeAt, names, chosen.at);
    return lines === null ? null : { ...shared, ...lines };
  }
  if (names.length === 0) return null;
  const bars = rows
    .slice(0, MOST_BARS)
    .map((row) => ({ label: labelOf(row, names), value: numberOf(row[chosen.at]), row }));
  return { ...shared, form: 'bars', names, bars };
}

function isSorted(rows: readonly (readonly unknown[])[], at: number): boolean {
  const values = rows.map((row) => numberOf(row[at]));
  const isFalling = values.every((value, index) => index === 0 || (value ?? 0) <= (values[index - 1] ?? 0));
  return isFalling && values[0] !== values.at(-1);
}

/** A name at several times, at each once: what first happened when is no line. */
function isOverTime(rows: readonly (readonly unknown[])[], timeAt: number, names: readonly number[]): boolean {
  const labels = new Set(rows.map((row) => labelOf(row, names)));
  const points = new Set(rows.map((row) => JSON.stringify([labelOf(row, names), row[timeAt]])));
  return points.size === rows.length && labels.size < rows.length;
}

function timeLines(rows: readonly (readonly unknown[])[], timeAt: number, names: readonly number[], at: number) {
  const moments = rows.map((row) => Date.parse(isoOf(row[timeAt])));
  if (moments.some((moment) => Number.isNaN(moment))) return null;
  const times = [...new Set(moments)].sort((one, other) => one - other);
  if (times.length < 2) return null;
  const places = new Map(times.map((time, index) => [time, index]));
  const byLabel = new Map<string, (number | null)[]>();
  const points = new Set<string>();
  rows.forEach((row, index) => {
    const label = labelOf(row, names);
    const values = byLabel.get(label) ?? times.map(() => null);
    const place = places.get(moments[index])!;
    values[place] = numberOf(row[at]);
    byLabel.set(label, values);
    points.add(`${place} ${label}`);
  });
  // Grouped by a number as well: one line would show the last of each moment.
  if (points.size < rows.length) return null;
  const gaps = times.slice(1).map((time, index) => time - times[index]);
  return {
    form: 'lines' as const,
    times: times.map((time) => new Date(time).toISOString()),
    granularitySeconds: Math.min(...gaps) / 1000,
    series: [...byLabel].slice(0, MOST_LINES).map(([label, values]) => ({ label, values })),
  };
}

/** Trino's text of a timestamp is UTC without a mark. */
function isoOf(value: unknown): string {
  const text = String(value).replace(' UTC', '').replace(' ', 'T');
  return /(?:Z|[+-]\d\d:\d\d)$/.test(text) || !text.includes('T') ? text : `${text}Z`;
}

function labelOf(row: readonly unknown[], names: readonly number[]): string {
  return names.map((at) => (row[at] === null ? 'NULL' : String(row[at]) || '(empty)')).join(' ');
}
