// What every chart offers in its head, and what then stands in its place: its numbers as a table, files of them and of the picture.
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import type { NamedTone } from './chart-image.ts';
import { ChartMenu, type LogChoice } from './chart-menu.tsx';
import type { ChartRows } from './chart-rows.ts';

const ChartTable = lazy(async () => ({ default: (await import('./chart-table.tsx')).ChartTable }));

interface ChartFrameParts {
  readonly label: string;
  readonly rows: () => ChartRows;
  /** What its colours say; null where nothing is drawn. */
  readonly legend: readonly NamedTone[] | null;
  readonly height: number;
  readonly log?: LogChoice;
}

export interface ChartFrame {
  readonly menu: ReactNode;
  /** The chart, or the table that is seen instead. */
  place(chart: ReactNode): ReactNode;
}

export function useChartFrame({ label, rows, legend, height, log }: ChartFrameParts): ChartFrame {
  const drawn = useRef<HTMLDivElement>(null);
  const [isTable, setTable] = useState(false);
  return {
    menu: (
      <ChartMenu
        label={label}
        rows={rows}
        table={{ isOn: isTable, onChange: setTable }}
        image={isTable || legend === null ? null : { chart: drawn, legend }}
        log={log}
      />
    ),
    place: (chart) =>
      isTable ? (
        <Suspense fallback={<div style={{ height }} />}>
          <ChartTable label={label} rows={rows()} />
        </Suspense>
      ) : (
        <div ref={drawn}>{chart}</div>
      ),
  };
}
