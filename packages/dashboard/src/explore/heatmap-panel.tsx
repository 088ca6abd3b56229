// A heatmap with its ramp, and the bar of what can be done with a box.
import { useState } from 'react';
import type { QueryResult } from '../api/api-types.ts';
import { useChartFrame } from '../charts/chart-frame.tsx';
import { heatmapRows } from '../charts/chart-rows.ts';
import { boxText } from '../charts/heatmap-box.ts';
import { HEATMAP_PX, HeatmapChart, type RampEnds } from '../charts/heatmap-chart.tsx';
import type { Heatmap } from '../charts/heatmap-grid.ts';
import type { TimeMark } from '../charts/time-mark.ts';
import { countText } from '../format/count.ts';
import { useChangeSearch } from '../page-search.ts';
import { Button } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { isApproximate } from './approximate.ts';
import type { BoxActions } from './box-actions.ts';
import { BoxBar } from './box-bar.tsx';
import type { ExploreState } from './explore-state.ts';
import { HeatmapRamp, rampTones } from './heatmap-ramp.tsx';
import { setHeatmapScale } from './query-steps.ts';

interface HeatmapPanelProps {
  readonly state: ExploreState;
  readonly heatmap: Heatmap;
  readonly stats: QueryResult['stats'];
  readonly marks: readonly TimeMark[];
  readonly actions: BoxActions;
}

export function HeatmapPanel({ state, heatmap, stats, marks, actions }: HeatmapPanelProps) {
  const change = useChangeSearch();
  const [ends, setEnds] = useState<RampEnds | null>(null);
  const { box } = state;
  const total = heatmap.counts.reduce((sum, [, , spans]) => sum + spans, 0);
  const isLog = heatmap.scale === 'log';
  const isAbout = isApproximate({ op: 'HEATMAP' }, stats.notes);
  const below = heatmap.counts.reduce((sum, [, cell, spans]) => sum + (heatmap.cells[cell] === null ? spans : 0), 0);
  const isDrawn = below < total;
  const setLog = (isOn: boolean): void => state.apply(setHeatmapScale(heatmap.column, isOn ? 'log' : 'linear'));
  const { menu, place } = useChartFrame({
    label: `Heatmap of ${heatmap.column}`,
    rows: () => heatmapRows(heatmap),
    legend: isDrawn ? rampTones(ends) : null,
    height: HEATMAP_PX,
    log: { isOn: isLog, onChange: setLog },
  });
  return (
    <Panel
      title={`Heatmap of ${heatmap.column}`}
      note={`${isLog ? 'log' : 'linear'}${below > 0 && below < total ? `, ${countText(below)} not above zero in the lowest row` : ''}`}
      side={
        <>
          <HeatmapRamp ends={ends} isAbout={isAbout} />
          <CostLine stats={stats} rows={total} />
          {menu}
        </>
      }
    >
      {place(
        isDrawn ? (
          <HeatmapChart
            heatmap={heatmap}
            isAbout={isAbout}
            marks={marks}
            box={box?.column === heatmap.column ? box : null}
            onBox={state.setBox}
            onEnds={setEnds}
            onCell={(cell) => change({ box: boxText(cell), vs: undefined, tab: 'traces' })}
            bar={({ spans, extent }) => (
              <BoxBar spans={spans} extent={extent} actions={actions} onDrop={() => state.setBox(null)} />
            )}
          />
        ) : total === 0 ? (
          <Empty title="No number to draw" minHeight={HEATMAP_PX}>
            {heatmap.column} is no number in any of the spans that match.
          </Empty>
        ) : (
          <Empty
            title="No value above zero"
            minHeight={HEATMAP_PX}
            action={<Button onClick={() => setLog(false)}>Draw a linear scale</Button>}
          >
            {heatmap.column} is zero or less in all {countText(total)} spans, where a logarithmic scale has no place.
          </Empty>
        ),
      )}
    </Panel>
  );
}
