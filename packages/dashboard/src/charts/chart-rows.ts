// The numbers of a chart as rows: what "as table" shows and what a file of it holds. Pure.
import { kindOfField, type ValueKind } from '../format/attribute-value.ts';
import type { Heatmap } from './heatmap-grid.ts';

export interface ChartRows {
  readonly heads: readonly string[];
  /** Of the columns behind the time. */
  readonly kinds: readonly ValueKind[];
  /** The time first, ISO 8601. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

interface NamedValues {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

export function seriesRows(times: readonly string[], series: readonly NamedValues[], kind: ValueKind): ChartRows {
  return {
    heads: ['time', ...series.map(({ label }) => label)],
    kinds: series.map(() => kind),
    rows: times.map((time, at) => [time, ...series.map(({ values }) => values[at] ?? null)]),
  };
}

/** A row a cell that is not empty. What has no bounds, zero on a logarithmic scale, has none here either. */
export function heatmapRows({ times, cells, counts, column }: Heatmap): ChartRows {
  const kind = kindOfField(column);
  return {
    heads: ['time', `${column} from`, `${column} to`, 'spans'],
    kinds: [kind, kind, 'count'],
    rows: counts.map(([time, cell, spans]) => [
      times[time],
      cells[cell]?.low ?? null,
      cells[cell]?.high ?? null,
      spans,
    ]),
  };
}
