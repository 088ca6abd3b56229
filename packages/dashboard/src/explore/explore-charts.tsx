// The charts of an answer: a heatmap a HEATMAP, a time chart each other calculation, one cursor for all.

import { type Calculation, calculationName, type SelectionBox } from '@tracelake/query/structured';
import { ChartColumnStacked, ChartLine } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { StructuredAnswer } from '../api/api-types.ts';
import { seriesRows } from '../charts/chart-rows.ts';
import { boxText } from '../charts/heatmap-box.ts';
import type { LineChoice } from '../charts/hidden-lines.ts';
import { TimeChart, type TipColumn } from '../charts/time-chart.tsx';
import type { TimeMark } from '../charts/time-mark.ts';
import { groupToken } from '../charts/token-colors.ts';
import { kindOfCalculation, numberOf } from '../format/attribute-value.ts';
import { spanText } from '../format/moment.ts';
import { useVersionFigures, versionMarks } from '../overview/version-figures.ts';
import { rangeSearch, useChangeSearch } from '../page-search.ts';
import { useSettings } from '../settings.ts';
import { rangeText, type TimeRange } from '../time/time-range.ts';
import { CostLine } from '../ui/cost-line.tsx';
import { Legend } from '../ui/legend.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { type BoxActions, useBoxActions } from './box-actions.ts';
import { BoxBar } from './box-bar.tsx';
import { ChartMenu } from './chart-menu.tsx';
import { ChartTable } from './chart-table.tsx';
import type { ExploreState } from './explore-state.ts';
import { groupLabel } from './group-label.ts';
import { HeatmapPanel } from './heatmap-panel.tsx';
import { calculationsOf, isTimeBox, timeBox } from './query-steps.ts';

/** More are the rows of the table beneath. */
const NAMED_LINES = 4;

const LINES = (
  <>
    <ChartLine size={14} aria-hidden="true" /> Lines
  </>
);
const STACKED = (
  <>
    <ChartColumnStacked size={14} aria-hidden="true" /> Stacked
  </>
);

interface ExploreChartsProps {
  readonly state: ExploreState;
  readonly answer: StructuredAnswer;
  readonly lines: LineChoice;
}

export function ExploreCharts({ state, answer, lines }: ExploreChartsProps) {
  const { fresh } = useVersionFigures();
  const marks = useMemo(() => versionMarks(fresh), [fresh]);
  const actions = useBoxActions(state);
  const calculations = calculationsOf(state.query);
  const hasHeatmap = answer.heatmaps.length > 0;
  // Beside a heatmap a count without groups says nothing that its cells do not.
  const drawn = calculations.filter(
    ({ op }) => op !== 'HEATMAP' && !(hasHeatmap && op === 'COUNT' && (state.query.breakdowns?.length ?? 0) === 0),
  );
  return (
    <>
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
    </>
  );
}

type Series = NonNullable<StructuredAnswer['series']>;

interface SeriesPanelProps extends ExploreChartsProps {
  readonly series: Series;
  readonly marks: readonly TimeMark[];
  readonly actions: BoxActions;
  readonly names: readonly string[];
}

function SeriesPanel({ state, answer, series, marks, actions, names, lines: choice }: SeriesPanelProps) {
  const [form, setForm] = useState<'lines' | 'stack'>('lines');
  const [tables, setTables] = useState<ReadonlySet<string>>(() => new Set());
  const showTable = (name: string, isShown: boolean): void =>
    setTables((before) => new Set([...before].filter((one) => one !== name).concat(isShown ? [name] : [])));
  const change = useChangeSearch();
  const hasGroups = (state.query.breakdowns?.length ?? 0) > 0;
  const { box } = state;
  const picked = useMemo(() => box && { startMs: Date.parse(box.start), endMs: Date.parse(box.end) }, [box]);
  const zoom = (range: TimeRange, isCompare: boolean): void => {
    const { start, end } = rangeText(range);
    if (isCompare) change({ box: boxText(timeBox(start, end)), vs: undefined, sel: undefined, tab: 'compare' });
    else change({ ...rangeSearch({ start, end }), box: undefined });
  };
  const calculations = calculationsOf(state.query);
  const columns = useMemo(() => tipColumns(series, calculations), [series, calculations]);
  return (
    <Panel label="Time series">
      {names.map((name, index) => {
        const calculation = calculations.find((one) => calculationName(one) === name)!;
        const kind = kindOfCalculation(calculation);
        const all = series.groups.map(({ group, values }, rank) => ({
          label: groupLabel(group),
          tone:
            group === null
              ? 'svc-other'
              : hasGroups
                ? groupToken(rank)
                : calculation.op === 'ERROR_RATE'
                  ? 'error'
                  : 'base',
          values: (values[name] ?? []).map(numberOf),
        }));
        const lines = all.filter(({ label }) => !choice.hidden.has(label));
        const isCount = kind === 'count' || kind === 'rate';
        return (
          <Panel
            key={name}
            bare
            title={name}
            note={
              isCount
                ? `${countedOf(calculation)} ${bucketWords(series.granularitySeconds)}`
                : kind === 'duration'
                  ? 'log'
                  : undefined
            }
            side={
              <>
                {index === 0 && hasGroups && isCount && (
                  <Segments
                    label="Form"
                    value={form}
                    options={[
                      { value: 'lines', label: LINES },
                      { value: 'stack', label: STACKED },
                    ]}
                    onChange={setForm}
                  />
                )}
                {index === 0 && hasGroups && all.length <= NAMED_LINES && (
                  <Legend
                    entries={all.map(({ label, tone }) => [label, tone] as const)}
                    hidden={choice.hidden}
                    onPress={choice.press}
                  />
                )}
                {index === 0 && <CostLine stats={answer.stats} />}
                <ChartMenu
                  label={name}
                  rows={() => seriesRows(series.times, lines)}
                  table={{ isShown: tables.has(name), onShow: (isShown) => showTable(name, isShown) }}
                />
              </>
            }
          >
            {tables.has(name) ? (
              <ChartTable label={name} rows={seriesRows(series.times, lines)} kind={kind} />
            ) : (
              <TimeChart
                label={name}
                times={series.times}
                granularitySeconds={series.granularitySeconds}
                series={lines}
                kind={kind}
                form={isCount && !hasGroups ? 'bars' : isCount ? form : 'lines'}
                isLog={kind === 'duration'}
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
            )}
          </Panel>
        );
      })}
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

function tipColumns({ groups }: Series, calculations: readonly Calculation[]): TipColumn[] {
  return calculations
    .filter(({ op }) => op !== 'HEATMAP')
    .map((calculation) => {
      const title = calculationName(calculation);
      return {
        title,
        kind: kindOfCalculation(calculation),
        values: new Map(groups.map(({ group, values }) => [groupLabel(group), (values[title] ?? []).map(numberOf)])),
      };
    });
}

function countedOf({ op, column = '' }: Calculation): string {
  return op === 'COUNT_DISTINCT' ? `values of ${column}` : 'spans';
}

function bucketWords(seconds: number): string {
  if (seconds === 1) return 'a second';
  if (seconds === 60) return 'a minute';
  if (seconds === 3600) return 'an hour';
  if (seconds % 3600 === 0) return `in ${seconds / 3600} hours`;
  return seconds % 60 === 0 ? `in ${seconds / 60} minutes` : `in ${seconds} seconds`;
}
