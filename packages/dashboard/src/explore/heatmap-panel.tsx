// A heatmap with its ramp, and the bar of what can be done with a box.
import { Scan, X } from 'lucide-react';
import type { QueryResult } from '../api/api-types.ts';
import { heatmapRows } from '../charts/chart-rows.ts';
import { boxText } from '../charts/heatmap-box.ts';
import { HEATMAP_PX, HeatmapChart } from '../charts/heatmap-chart.tsx';
import type { Heatmap } from '../charts/heatmap-grid.ts';
import type { TimeMark } from '../charts/time-mark.ts';
import { countText } from '../format/count.ts';
import { useChangeSearch } from '../page-search.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/panel-state.tsx';
import type { BoxActions } from './box-actions.ts';
import { ChartMenu } from './chart-menu.tsx';
import type { ExploreState } from './explore-state.ts';
import styles from './heatmap-panel.module.css';
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
  const { box } = state;
  const total = heatmap.counts.reduce((sum, [, , spans]) => sum + spans, 0);
  const most = heatmap.counts.reduce((largest, [, , spans]) => Math.max(largest, spans), 0);
  const isLog = heatmap.scale === 'log';
  const below = heatmap.counts.reduce((sum, [, cell, spans]) => sum + (heatmap.cells[cell] === null ? spans : 0), 0);
  const setLog = (isOn: boolean): void => state.apply(setHeatmapScale(heatmap.column, isOn ? 'log' : 'linear'));
  return (
    <Panel
      title={`Heatmap of ${heatmap.column}`}
      note={`${isLog ? 'log' : 'linear'}${below > 0 && below < total ? `, ${countText(below)} not above zero in the lowest row` : ''}`}
      side={
        <>
          <span className={styles.ramp}>
            1<i /> {countText(most)} spans a cell
          </span>
          <CostLine stats={stats} rows={total} />
          <ChartMenu
            label={`Heatmap of ${heatmap.column}`}
            rows={() => heatmapRows(heatmap)}
            log={{ isOn: isLog, onChange: setLog }}
          />
        </>
      }
    >
      {total > 0 && below === total ? (
        <Empty
          title="No value above zero"
          minHeight={HEATMAP_PX}
          action={<Button onClick={() => setLog(false)}>Draw a linear scale</Button>}
        >
          {heatmap.column} is zero or less in all {countText(total)} spans, where a logarithmic scale has no place.
        </Empty>
      ) : (
        <HeatmapChart
          heatmap={heatmap}
          marks={marks}
          box={box?.column === heatmap.column ? box : null}
          onBox={state.setBox}
          onCell={(cell) => change({ box: boxText(cell), vs: undefined, tab: 'traces' })}
          bar={({ spans, extent }) => (
            <div className={styles.bar} role="toolbar" aria-label="The box">
              <b>{countText(spans)} spans</b>
              <span>{extent}</span>
              <Button kind="quiet" icon={<Scan size={14} />} hint="boxCompare" onClick={actions.boxCompare}>
                Compare
              </Button>
              <Button kind="quiet" hint="boxZoom" onClick={actions.boxZoom}>
                Zoom
              </Button>
              <Button kind="quiet" hint="boxTraces" onClick={actions.boxTraces}>
                Traces
              </Button>
              <Button kind="quiet" hint="boxWhere" onClick={actions.boxWhere}>
                Where
              </Button>
              <IconButton label="Drop the box" hint="close" icon={<X size={14} />} onClick={() => state.setBox(null)} />
            </div>
          )}
        />
      )}
    </Panel>
  );
}
