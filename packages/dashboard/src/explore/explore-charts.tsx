// The charts of an answer: a heatmap a HEATMAP, a time chart each other calculation, one cursor for all.

import { type Calculation, calculationName } from '@tracelake/query/structured';
import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { StructuredAnswer } from '../api/api-types.ts';
import { seriesRows } from '../charts/chart-rows.ts';
import { boxText } from '../charts/heatmap-box.ts';
import type { LineChoice } from '../charts/hidden-lines.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import type { TimeMark } from '../charts/time-mark.ts';
import { groupToken } from '../charts/token-colors.ts';
import { kindOfCalculation, numberOf } from '../format/attribute-value.ts';
import { useVersionFigures, versionMarks } from '../overview/version-figures.ts';
import { rangeSearch, useChangeSearch } from '../page-search.ts';
import { rangeText, type TimeRange } from '../time/time-range.ts';
import { IconButton } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Legend } from '../ui/legend.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { useBoxActions } from './box-actions.ts';
import { ChartMenu } from './chart-menu.tsx';
import { ChartTable } from './chart-table.tsx';
import type { ExploreState } from './explore-state.ts';
import { groupLabel } from './group-label.ts';
import { HeatmapPanel } from './heatmap-panel.tsx';
import { calculationsOf, isTimeBox, timeBox } from './query-steps.ts';

/** More are the rows of the table beneath. */
const NAMED_LINES = 4;

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
          names={drawn.map(calculationName)}
          lines={lines}
        />
      )}
    </>
  );
}

interface SeriesPanelProps extends ExploreChartsProps {
  readonly series: NonNullable<StructuredAnswer['series']>;
  readonly marks: readonly TimeMark[];
  readonly names: readonly string[];
}

function SeriesPanel({ state, answer, series, marks, names, lines: choice }: SeriesPanelProps) {
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
                      { value: 'lines', label: 'Lines' },
                      { value: 'stack', label: 'Stacked' },
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
                {index === 0 && box !== null && isTimeBox(box) && (
                  <IconButton
                    label="Drop what is picked"
                    hint="close"
                    icon={<X size={14} />}
                    onClick={() => state.setBox(null)}
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
