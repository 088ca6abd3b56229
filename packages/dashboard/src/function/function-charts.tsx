// Three charts of a function on one axis of time: invocations, how long they take, cold starts.
import type { StructuredAnswer } from '../api/api-types.ts';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { totalShapes } from '../overview/overview-request.ts';
import { useVersionMarks } from '../overview/version-figures.ts';
import { rangeSearch, useChangeSearch } from '../page-search.ts';
import { rangeText, type TimeRange } from '../time/time-range.ts';
import { Legend } from '../ui/legend.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './function-charts.module.css';

interface FunctionChartsProps {
  readonly name: string;
  readonly answer: StructuredAnswer;
}

const HEIGHT = 188;

export function FunctionCharts({ name, answer }: FunctionChartsProps) {
  const shapes = totalShapes(answer);
  return answer.series === null || shapes === null ? null : (
    <Charts name={name} series={answer.series} shapes={shapes} />
  );
}

interface ChartsProps {
  readonly name: string;
  readonly series: NonNullable<StructuredAnswer['series']>;
  readonly shapes: NonNullable<ReturnType<typeof totalShapes>>;
}

function Charts({ name, series: { times, granularitySeconds }, shapes }: ChartsProps) {
  const marks = useVersionMarks([name], 'function');
  const change = useChangeSearch();
  // Who runs out of time is an error, too, but has its own colour.
  const timeouts = shapes.timeouts.map((count) => count ?? 0);
  const errors = shapes.requests.map((count, at) =>
    Math.max(0, Math.round((count ?? 0) * (shapes.errorShare[at] ?? 0)) - timeouts[at]),
  );
  const shared = {
    times,
    granularitySeconds,
    marks,
    height: HEIGHT,
    onZoom: (range: TimeRange) => change(rangeSearch(rangeText(range))),
  };
  const invocations = useTimeChartFrame({
    ...shared,
    label: 'Invocations',
    axisPx: 44,
    kind: 'count',
    form: 'stack',
    series: [
      {
        label: 'ok',
        tone: 'base',
        values: shapes.requests.map((count, at) => (count ?? 0) - errors[at] - timeouts[at]),
      },
      { label: 'error', tone: 'error', values: errors },
      { label: 'timeout', tone: 'warn', values: timeouts },
    ],
  });
  const duration = useTimeChartFrame(
    {
      ...shared,
      label: 'Duration',
      axisPx: 52,
      kind: 'duration',
      form: 'lines',
      series: [
        { label: 'p50', tone: 'base', values: shapes.p50Ms, opacity: 0.45 },
        { label: 'p95', tone: 'base', values: shapes.p95Ms, width: 1.75 },
        { label: 'p99', tone: 'base', values: shapes.p99Ms, dash: [3, 3] },
      ],
    },
    true,
  );
  const coldStarts = useTimeChartFrame({
    ...shared,
    label: 'Cold starts',
    axisPx: 44,
    kind: 'count',
    form: 'bars',
    series: [{ label: 'cold starts', tone: 'cold', values: shapes.coldStarts }],
  });
  return (
    <div className={styles.charts}>
      <Panel
        label="Invocations over time"
        title="Invocations"
        side={
          <>
            <Legend
              entries={[
                ['ok', 'base'],
                ['error', 'error'],
                ['timeout', 'warn'],
              ]}
            />
            {invocations.menu}
          </>
        }
      >
        {invocations.chart}
      </Panel>
      <Panel
        title="Duration"
        note={duration.isLog ? 'log' : 'linear'}
        side={
          <>
            <Legend
              entries={[
                ['p50', 'base'],
                ['p95', 'base'],
                ['p99', 'base'],
              ]}
              isLines
            />
            {duration.menu}
          </>
        }
      >
        {duration.chart}
      </Panel>
      <Panel
        label="Cold starts over time"
        title="Cold starts"
        side={
          <>
            <Legend entries={[['cold starts', 'cold']]} />
            {coldStarts.menu}
          </>
        }
      >
        {coldStarts.chart}
      </Panel>
    </div>
  );
}
