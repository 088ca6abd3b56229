// What several batches say about their attributes, as one: for a file of several row groups, each summarized when it was encoded.
import type { FieldSummary, FieldValueType } from '@tracelake/schema';
import { rowsOf } from './catalogue-field.ts';
import { type FieldSummaries, MAX_FIELDS } from './field-summary.ts';
import { compareSummaries, FieldTally } from './field-tally.ts';

/** Rows and sketches are those of one summary over all rows; counts of the top values are lower bounds where there were more than 20. */
export function mergedSummaries(parts: readonly FieldSummaries[]): FieldSummaries {
  if (parts.length === 1) return parts[0];
  const tallies = new Map<string, FieldTally>();
  for (const summary of parts.flatMap((part) => part.fields)) {
    const identity = JSON.stringify([summary.level, summary.column, summary.key]);
    const tally = tallies.get(identity) ?? new FieldTally(summary.key, summary.level, summary.column);
    tallies.set(identity, tally);
    addSummary(tally, summary);
  }
  const fields = [...tallies.values()].map((tally) => tally.summary());
  const truncated = fields.length > MAX_FIELDS || parts.some((part) => part.truncated);
  if (fields.length > MAX_FIELDS) fields.sort((left, right) => rank(right) - rank(left)).length = MAX_FIELDS;
  return { fields: fields.sort(compareSummaries), truncated };
}

function addSummary(tally: FieldTally, summary: FieldSummary): void {
  for (const [type, rows] of Object.entries(summary.types) as [FieldValueType, number][]) tally.countRows(type, rows);
  if (summary.types.number !== undefined && !summary.integral) tally.sawFraction();
  tally.sketch.merge(summary.sketch);
  for (const [value, count] of summary.top) tally.top.add(value, count);
}

/** Columns always stay, then the most frequent keys: as in one summary. */
function rank(summary: FieldSummary): number {
  return summary.column === null ? rowsOf(summary) : Number.POSITIVE_INFINITY;
}
