// A chart over time and its menu, which has a logarithmic scale, too.
import { type ReactNode, useState } from 'react';
import { useChartFrame } from './chart-frame.tsx';
import { seriesRows } from './chart-rows.ts';
import { TIME_CHART_PX, TimeChart, type TimeChartProps } from './time-chart.tsx';

interface TimeChartFrame {
  readonly menu: ReactNode;
  readonly chart: ReactNode;
  readonly isLog: boolean;
}

/** @param props of its chart; null while there is nothing to draw @param isLogAtFirst until the menu says otherwise */
export function useTimeChartFrame(props: Omit<TimeChartProps, 'isLog'> | null, isLogAtFirst = false): TimeChartFrame {
  const [chosen, setLog] = useState<boolean | null>(null);
  const isLog = chosen ?? isLogAtFirst;
  const { label = '', times = [], series = [], kind = 'number', form = 'lines', height = TIME_CHART_PX } = props ?? {};
  const { menu, place } = useChartFrame({
    label,
    rows: () => seriesRows(times, series, kind),
    legend: series,
    height,
    log: { isOn: isLog, onChange: setLog },
  });
  if (props === null) return { menu: null, chart: null, isLog };
  // A bar has no foot on a logarithmic scale.
  return { menu, chart: place(<TimeChart {...props} isLog={isLog} form={isLog ? 'lines' : form} />), isLog };
}
