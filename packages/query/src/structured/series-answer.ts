// Rows of the series and heatmap texts as what a chart draws: every bucket there, also those without a span.
import { cellEdges, type HeatmapText } from './heatmap-sql.ts';
import type { Calculation } from './structured-query.ts';
import { calculationName } from './structured-query.ts';
import { bucketTimes, type TimeBuckets } from './time-buckets.ts';

/** A result's row as the API gives it. */
export type AnswerRow = readonly unknown[];

export interface SeriesGroup {
  /** Values of the breakdowns; `null` for all groups that the table does not show. */
  readonly group: readonly unknown[] | null;
  /** By the calculation's name; one value a bucket: NULL where there was no span, 0 for COUNT, COUNT_DISTINCT, RATE and CONCURRENCY. */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
}

export interface SeriesAnswer {
  readonly granularitySeconds: number;
  /** Start of each bucket, ISO 8601. The first and the last may lie only partly in the range. */
  readonly times: readonly string[];
  readonly groups: readonly SeriesGroup[];
}

/**
 * Gaps are filled here and not in SQL: a join with a sequence would cost every engine a second scan's worth of rows.
 * @param table the rows of the table, whose groups the series has in the same order; all others together come last
 */
export function seriesAnswer(
  rows: readonly AnswerRow[],
  buckets: TimeBuckets,
  breakdowns: readonly string[],
  calculations: readonly Calculation[],
  table: readonly AnswerRow[],
): SeriesAnswer {
  const hasGroups = breakdowns.length > 0;
  const valuesAt = hasGroups ? 2 + breakdowns.length : 1;
  const groups = new Map<string, SeriesGroup & { values: Record<string, unknown[]> }>();
  for (const row of rows) {
    const isShown = !hasGroups || row[1] === true;
    const group = isShown ? row.slice(2, valuesAt) : null;
    const key = JSON.stringify(group);
    const known = groups.get(key) ?? { group, values: emptyValues(calculations, buckets.count) };
    groups.set(key, known);
    const index = Number(BigInt(String(row[0])) - buckets.first);
    calculations.forEach((calculation, i) => {
      known.values[calculationName(calculation)][index] = row[valuesAt + i];
    });
  }
  for (const { op, column } of calculations.filter(({ op }) => op === 'COUNT')) {
    const name = calculationName({ op, column });
    for (const { values } of groups.values()) values[name] = wholeCounts(values[name]);
  }
  if (groups.size === 0 && !hasGroups) groups.set('', { group: [], values: emptyValues(calculations, buckets.count) });
  return {
    granularitySeconds: buckets.granularitySeconds,
    times: bucketTimes(buckets),
    groups: inOrderOf(table, breakdowns.length, groups),
  };
}

const BILLION = 1_000_000_000n;

/** Weighed counts of buckets, each the rounded count up to it less the one before: so that they add up to the rounded count of all. */
function wholeCounts(counts: readonly unknown[]): string[] {
  let sum = 0n;
  let before = 0n;
  return counts.map((count) => {
    const [whole, fraction = ''] = String(count).split('.');
    sum += BigInt(whole) * BILLION + BigInt(fraction.padEnd(9, '0'));
    const rounded = (sum + BILLION / 2n) / BILLION;
    const own = rounded - before;
    before = rounded;
    return String(own);
  });
}

function inOrderOf(table: readonly AnswerRow[], breakdowns: number, groups: Map<string, SeriesGroup>): SeriesGroup[] {
  const shown = table.map((row) => JSON.stringify(row.slice(0, breakdowns)));
  const first = shown.flatMap((key) => groups.get(key) ?? []);
  const known = new Set(shown);
  return [...first, ...[...groups].flatMap(([key, group]) => (known.has(key) ? [] : [group]))];
}

const COUNTS: readonly string[] = ['COUNT', 'COUNT_DISTINCT'];

function emptyValues(calculations: readonly Calculation[], count: number): Record<string, unknown[]> {
  return Object.fromEntries(
    calculations.map((calculation) => {
      // As the engine writes them: a count is a 64-bit integer, so text.
      const nothing = COUNTS.includes(calculation.op)
        ? '0'
        : ['RATE', 'CONCURRENCY'].includes(calculation.op)
          ? 0
          : null;
      return [calculationName(calculation), Array.from({ length: count }, () => nothing)];
    }),
  );
}

export interface HeatmapAnswer {
  readonly column: string;
  readonly scale: 'log' | 'linear';
  readonly granularitySeconds: number;
  readonly times: readonly string[];
  /** Lower edge, which belongs to the cell, and upper edge, which does not, lowest first; `null` stands for values that are not above zero. */
  readonly cells: readonly ({ readonly low: number; readonly high: number } | null)[];
  /** Only what is not zero: bucket, cell (index in `cells`), spans. */
  readonly counts: readonly (readonly [bucket: number, cell: number, spans: number])[];
}

export function heatmapAnswer(rows: readonly AnswerRow[], heatmap: HeatmapText): HeatmapAnswer {
  const numbers = rows.map((row) => (row[1] === null ? null : Number(row[1])));
  const present = numbers.filter((cell) => cell !== null);
  // Not spread into arguments: from some 120,000 cells on there are too many.
  const lowest = present.reduce((least, cell) => Math.min(least, cell), Number.POSITIVE_INFINITY);
  const highest = present.reduce((most, cell) => Math.max(most, cell), Number.NEGATIVE_INFINITY);
  const bounds = { low: Number(rows[0]?.[3]), high: Number(rows[0]?.[4]) };
  const range = present.length === 0 ? [] : Array.from({ length: highest - lowest + 1 }, (_, i) => lowest + i);
  const hasRest = numbers.includes(null);
  const shift = hasRest ? 1 : 0;
  return {
    column: heatmap.column,
    scale: heatmap.scale,
    granularitySeconds: heatmap.buckets.granularitySeconds,
    times: bucketTimes(heatmap.buckets),
    cells: [...(hasRest ? [null] : []), ...range.map((cell) => cellEdges(heatmap, cell, bounds))],
    counts: rows.map((row, index) => {
      const cell = numbers[index];
      const bucket = Number(BigInt(String(row[0])) - heatmap.buckets.first);
      return [bucket, cell === null ? 0 : cell - lowest + shift, Number(row[2])] as const;
    }),
  };
}
