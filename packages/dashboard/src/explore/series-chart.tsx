// One calculation of an answer over time, with what its head offers: form, legend, table, files.
import type { Calculation } from '@tracelake/query/structured';
import { ChartColumnStacked, ChartLine } from 'lucide-react';
import type { StructuredAnswer } from '../api/api-types.ts';
import { groupTones } from '../charts/group-tones.ts';
import type { LineChoice } from '../charts/hidden-lines.ts';
import type { TimeChartProps } from '../charts/time-chart.tsx';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { aboutText, kindOfCalculation, numberOf } from '../format/attribute-value.ts';
import { CostLine } from '../ui/cost-line.tsx';
import { Legend } from '../ui/legend.tsx';
import { Panel } from '../ui/panel.tsx';
import { Segments } from '../ui/segments.tsx';
import { isApproximate } from './approximate.ts';
import { groupLabel } from './group-label.ts';

export type Series = NonNullable<StructuredAnswer['series']>;
export type SeriesForm = 'lines' | 'stack';

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

interface SeriesChartProps
  extends Pick<TimeChartProps, 'marks' | 'picked' | 'bar' | 'columns' | 'isBoxed' | 'onZoom' | 'onTraces'> {
  readonly name: string;
  readonly series: Series;
  readonly calculation: Calculation;
  readonly hasGroups: boolean;
  readonly choice: LineChoice;
  /** Of all counts of the answer. */
  readonly form: SeriesForm;
  readonly onForm: (form: SeriesForm) => void;
  /** What all charts share stands in the head of the first. */
  readonly isFirst: boolean;
  readonly stats: StructuredAnswer['stats'];
  /** Spans that were counted. */
  readonly rows: number;
}

export function SeriesChart({
  name,
  series,
  calculation,
  hasGroups,
  choice,
  form,
  onForm,
  isFirst,
  stats,
  rows,
  ...shared
}: SeriesChartProps) {
  const kind = kindOfCalculation(calculation);
  const isCount = kind === 'count' || kind === 'rate';
  const isAbout = isApproximate(calculation, stats.notes);
  const groupTone = groupTones(series.groups.flatMap(({ group }) => (group === null ? [] : [groupLabel(group)])));
  const all = series.groups.map(({ group, values }) => ({
    label: groupLabel(group),
    tone: hasGroups ? (group === null ? 'svc-other' : groupTone(groupLabel(group))) : ownTone(calculation),
    values: (values[name] ?? []).map(numberOf),
  }));
  const { chart, menu, isLog } = useTimeChartFrame(
    {
      ...shared,
      label: name,
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: all.filter(({ label }) => !choice.hidden.has(label)),
      kind,
      isAbout,
      form: isCount && !hasGroups ? 'bars' : isCount ? form : 'lines',
    },
    kind === 'duration',
  );
  return (
    <Panel
      bare
      title={name}
      note={
        [
          // A rate is a second's, whatever its buckets.
          ...(kind === 'count'
            ? [aboutText(`${countedOf(calculation)} ${bucketWords(series.granularitySeconds)}`, isAbout)]
            : []),
          ...(isLog ? ['log'] : []),
        ].join(', ') || undefined
      }
      side={
        <>
          {isFirst && hasGroups && isCount && (
            <Segments
              label="Form"
              value={form}
              options={[
                { value: 'lines', label: LINES },
                { value: 'stack', label: STACKED },
              ]}
              onChange={onForm}
            />
          )}
          {isFirst && hasGroups && all.length <= NAMED_LINES && (
            <Legend
              entries={all.map(({ label, tone }) => [label, tone] as const)}
              hidden={choice.hidden}
              onPress={choice.press}
            />
          )}
          {isFirst && <CostLine stats={stats} rows={rows} />}
          {menu}
        </>
      }
    >
      {chart}
    </Panel>
  );
}

/** Of all spans together. */
function ownTone({ op }: Calculation): string {
  return op === 'ERROR_RATE' ? 'error' : 'base';
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
