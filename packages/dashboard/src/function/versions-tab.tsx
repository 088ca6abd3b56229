// A function's versions: side by side, and how long each took over time.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { groupTones } from '../charts/group-tones.ts';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { groupLabel } from '../explore/group-label.ts';
import { numberOf } from '../format/attribute-value.ts';
import { useVersionFigures, useVersionMarks } from '../overview/version-figures.ts';
import { bucketSeconds } from '../time/bucket-seconds.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Legend } from '../ui/legend.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { VersionsPanel } from './versions-panel.tsx';

interface VersionsTabProps {
  readonly name: string;
  readonly filters: readonly Filter[];
}

const SHOWN = 6;
const BUCKETS = 60;
const HEIGHT = 188;
const P95 = 'P95(duration_ms)';

export function VersionsTab({ name, filters }: VersionsTabProps) {
  const { range } = useRangeClock();
  const marks = useVersionMarks([name], 'function');
  const query = useQuery(
    structuredQuery(
      {
        calculations: [{ op: 'COUNT' }, { op: 'P95', column: 'duration_ms' }],
        breakdowns: ['service.version'],
        filters,
        limit: SHOWN,
        granularity: bucketSeconds(range, BUCKETS),
      },
      range,
    ),
  );
  const groups = (query.data?.series?.groups ?? []).filter(({ group }) => group !== null);
  const tones = groupTones(groups.map(({ group }) => groupLabel(group)));
  const { versions } = useVersionFigures('function', name);
  const own = versions.filter(({ service }) => service === name).sort((one, other) => other.firstMs - one.firstMs);
  // Of two the newest is as it is in the table above; of more they have to be told apart.
  const isPair = own.length === 2 && groups.length <= 2;
  const toneOf = (label: string): string =>
    isPair ? (label === groupLabel([own[0].version]) ? 'sel' : 'base') : tones(label);
  const lines = groups.map(({ group, values }) => ({
    label: groupLabel(group),
    tone: toneOf(groupLabel(group)),
    values: (values[P95] ?? []).map(numberOf),
  }));
  const { series = null } = query.data ?? {};
  const { chart, menu, isLog } = useTimeChartFrame(
    series && {
      label: 'p95 by version',
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: lines,
      kind: 'duration',
      form: 'lines',
      marks,
      height: HEIGHT,
    },
    true,
  );
  return (
    <>
      <VersionsPanel name={name} />
      <Panel
        title="p95 by version"
        note={isLog ? 'log' : 'linear'}
        side={
          <>
            <CostLine stats={query.data?.stats} />
            <Legend entries={lines.map(({ label, tone }) => [label, tone])} />
            {menu}
          </>
        }
      >
        <Answer query={query} minHeight={HEIGHT}>
          {() => chart}
        </Answer>
      </Panel>
    </>
  );
}
