// How long a span took to be readable, minute by minute: the worst of each, by this server's clock.
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { Panel } from '../ui/panel.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { CHART_PX } from './chart-height.ts';
import styles from './health-page.module.css';
import { freshMinutes, type Stats } from './lake-state.ts';

const NONE_BEFORE = 1;

export function FreshnessPanel({ ingest }: Pick<Stats, 'ingest'>) {
  const { times, worstMs } = freshMinutes({ ingest });
  const { chart, menu } = useTimeChartFrame(
    times.length <= NONE_BEFORE
      ? null
      : {
          label: 'Freshness',
          times,
          granularitySeconds: 60,
          series: [{ label: 'Worst', values: worstMs, tone: 'base' }],
          kind: 'duration',
          form: 'lines',
          marks: [],
          height: CHART_PX - 12,
        },
  );
  return (
    <Panel title="Freshness" note="until a span can be read, the worst of each minute" side={menu}>
      {chart === null ? (
        <Empty title="Nothing to draw yet" minHeight={CHART_PX}>
          From the second minute with spans on.
        </Empty>
      ) : (
        <div className={styles.chart}>{chart}</div>
      )}
    </Panel>
  );
}
