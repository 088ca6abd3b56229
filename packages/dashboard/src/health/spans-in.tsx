// Spans of the range by their start, as many as are stored, whatever each stands for: a gap here is a gap in every other view.
import { useQuery } from '@tanstack/react-query';
import { structuredQuery } from '../api/api-queries.ts';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { numberOf } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { KEPT_FIELD } from '../overview/version-figures.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { CHART_PX } from './chart-height.ts';
import styles from './health-page.module.css';

const BUCKETS = 60;

/** A sum of shares of what they stand for; of none there is none. */
function stored(value: unknown): number {
  return Math.round(numberOf(value) ?? 0);
}

export function SpansIn() {
  const { range } = useRangeClock();
  const query = useQuery(
    structuredQuery(
      {
        calculations: [{ op: 'SUM', column: 'kept' }],
        calculatedFields: [KEPT_FIELD],
        granularity: bucketSeconds(range, BUCKETS),
      },
      range,
    ),
  );
  const count = query.data === undefined ? null : stored(query.data.rows[0]?.[0]);
  const { series = null } = query.data ?? {};
  const { chart, menu } = useTimeChartFrame(
    series && {
      label: 'Spans in',
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: [{ label: 'Spans', values: (series.groups[0]?.values['SUM(kept)'] ?? []).map(stored), tone: 'base' }],
      kind: 'count',
      form: 'bars',
      marks: [],
      height: CHART_PX - 12,
    },
  );
  return (
    <Panel
      title="Spans in"
      note={count === null ? 'by their start' : `${countText(count)} in this range, by their start`}
      side={
        <>
          <CostLine stats={query.data?.stats} rows={count ?? undefined} />
          {menu}
        </>
      }
    >
      <Answer query={query} minHeight={CHART_PX}>
        {() =>
          chart === null || count === 0 ? (
            <Empty title="None in this range of time" minHeight={CHART_PX} />
          ) : (
            <div className={styles.chart}>{chart}</div>
          )
        }
      </Answer>
    </Panel>
  );
}
