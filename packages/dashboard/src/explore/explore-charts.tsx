// The charts of an answer: a heatmap a HEATMAP, a time chart each other calculation, one cursor for all.

import { type Calculation, calculationName, type SelectionBox } from '@tracelake/query/structured';
import { useMemo, useState } from 'react';
import type { AskedAnswer } from '../api/api-queries.ts';
import { boxText } from '../charts/heatmap-box.ts';
import type { LineChoice } from '../charts/hidden-lines.ts';
import type { TipColumn } from '../charts/time-chart.tsx';
import type { TimeMark } from '../charts/time-mark.ts';
import { kindOfCalculation, numberOf } from '../format/attribute-value.ts';
import { spanText } from '../format/moment.ts';
import { useVersionMarks } from '../overview/version-figures.ts';
import { rangeSearch, useChangeSearch } from '../page-search.ts';
import { useSettings } from '../settings.ts';
import { rangeText, type TimeRange } from '../time/time-range.ts';
import { Panel } from '../ui/panel.tsx';
import { answeredRows } from './answered-rows.ts';
import { isApproximate } from './approximate.ts';
import { type BoxActions, useBoxActions } from './box-actions.ts';
import { BoxBar } from './box-bar.tsx';
import styles from './explore-page.module.css';
import type { ExploreState } from './explore-state.ts';
import { groupLabel } from './group-label.ts';
import { HeatmapPanel } from './heatmap-panel.tsx';
import { calculationsOf, isTimeBox, timeBox } from './query-steps.ts';
import { type Series, SeriesChart, type SeriesForm } from './series-chart.tsx';

interface ExploreChartsProps {
  readonly state: ExploreState;
  readonly answer: AskedAnswer;
  readonly lines: LineChoice;
}

export function ExploreCharts({ state, answer, lines }: ExploreChartsProps) {
  const marks = useVersionMarks();
  const actions = useBoxActions(state);
  const { query } = answer.asked;
  const calculations = calculationsOf(query);
  const hasHeatmap = answer.heatmaps.length > 0;
  // Beside a heatmap a count without groups says nothing that its cells do not.
  const drawn = calculations.filter(
    ({ op }) => op !== 'HEATMAP' && !(hasHeatmap && op === 'COUNT' && (query.breakdowns?.length ?? 0) === 0),
  );
  return (
    <div className={styles.charts}>
      {answer.heatmaps.map((heatmap) => (
        <HeatmapPanel
          key={heatmap.column}
          state={state}
          heatmap={heatmap}
          stats={answer.stats}
          marks={marks}
          actions={actions}
        />
      ))}
      {drawn.length > 0 && answer.series !== null && (
        <SeriesPanel
          state={state}
          answer={answer}
          series={answer.series}
          marks={marks}
          actions={actions}
          names={drawn.map(calculationName)}
          lines={lines}
        />
      )}
    </div>
  );
}

interface SeriesPanelProps extends ExploreChartsProps {
  readonly series: Series;
  readonly marks: readonly TimeMark[];
  readonly actions: BoxActions;
  readonly names: readonly string[];
}

function SeriesPanel({ state, answer, series, marks, actions, names, lines: choice }: SeriesPanelProps) {
  const [form, setForm] = useState<SeriesForm>('lines');
  const change = useChangeSearch();
  const { query } = answer.asked;
  const hasGroups = (query.breakdowns?.length ?? 0) > 0;
  const { box } = state;
  const picked = useMemo(() => box && { startMs: Date.parse(box.start), endMs: Date.parse(box.end) }, [box]);
  const zoom = (range: TimeRange, isCompare: boolean): void => {
    const { start, end } = rangeText(range);
    if (isCompare) change({ box: boxText(timeBox(start, end)), vs: undefined, sel: undefined, tab: 'compare' });
    else change({ ...rangeSearch({ start, end }), box: undefined });
  };
  const calculations = calculationsOf(query);
  const { notes } = answer.stats;
  const columns = useMemo(() => tipColumns(series, calculations, notes), [series, calculations, notes]);
  return (
    <Panel label="Time series">
      {names.map((name, index) => (
        <SeriesChart
          key={name}
          name={name}
          series={series}
          calculation={calculations.find((one) => calculationName(one) === name)!}
          hasGroups={hasGroups}
          choice={choice}
          form={form}
          onForm={setForm}
          isFirst={index === 0}
          isBoxed={index === 0 && answer.heatmaps.length === 0}
          stats={answer.stats}
          rows={answeredRows(answer)}
          marks={marks}
          picked={picked ?? undefined}
          bar={
            index === 0 && box !== null && isTimeBox(box) ? (
              <TimeBar state={state} box={box} series={series} actions={actions} />
            ) : undefined
          }
          columns={names.length > 1 ? columns : undefined}
          onZoom={zoom}
          onTraces={(bucket) => change({ ...rangeSearch(rangeText(bucket)), box: undefined, tab: 'traces' })}
        />
      ))}
    </Panel>
  );
}

interface TimeBarProps {
  readonly state: ExploreState;
  readonly box: SelectionBox;
  readonly series: Series;
  readonly actions: BoxActions;
}

function TimeBar({ state, box, series, actions }: TimeBarProps) {
  const { zone } = useSettings();
  const [startMs, endMs] = [Date.parse(box.start), Date.parse(box.end)];
  return (
    <BoxBar
      isTime
      spans={countBetween(series, startMs, endMs)}
      extent={spanText(startMs, endMs, zone, endMs)}
      actions={actions}
      onDrop={() => state.setBox(null)}
    />
  );
}

/** Null where spans were not counted. */
function countBetween({ times, groups }: Series, startMs: number, endMs: number): number | null {
  const counts = groups.flatMap(({ values }) => (values['COUNT'] === undefined ? [] : [values['COUNT']]));
  if (counts.length === 0) return null;
  const inside = times.flatMap((time, at) => (Date.parse(time) >= startMs && Date.parse(time) < endMs ? [at] : []));
  return counts.reduce((sum, values) => sum + inside.reduce((part, at) => part + (numberOf(values[at]) ?? 0), 0), 0);
}

function tipColumns({ groups }: Series, calculations: readonly Calculation[], notes: readonly string[]): TipColumn[] {
  return calculations
    .filter(({ op }) => op !== 'HEATMAP')
    .map((calculation) => {
      const title = calculationName(calculation);
      return {
        title,
        kind: kindOfCalculation(calculation),
        isAbout: isApproximate(calculation, notes),
        values: new Map(groups.map(({ group, values }) => [groupLabel(group), (values[title] ?? []).map(numberOf)])),
      };
    });
}
