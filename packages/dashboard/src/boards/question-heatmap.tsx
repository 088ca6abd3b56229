// A saved question's first heatmap. A box on it is compared where it was made: in Explore.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { calculationName, type SelectionBox, type StructuredQuery } from '@tracelake/query/structured';
import { boxText } from '../charts/heatmap-box.ts';
import { HeatmapChart } from '../charts/heatmap-chart.tsx';
import { exploreQuestion } from '../explore/asked-query.ts';
import { HeatmapRamp } from '../explore/heatmap-ramp.tsx';
import { calculationsOf } from '../explore/query-steps.ts';
import { exploreSearch } from '../explore/starting-query.ts';
import { useVersionMarks } from '../overview/version-figures.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { BesideTitle } from './beside-title.tsx';
import styles from './saved-question.module.css';

interface QuestionHeatmapProps {
  readonly query: StructuredQuery;
  readonly height: number;
  readonly beside: HTMLElement | null;
}

/** Its cost, and the room below. */
const AROUND_CHART_PX = 30;

export function QuestionHeatmap({ query: saved, height, beside }: QuestionHeatmapProps) {
  const { range } = useRangeClock();
  const navigate = useNavigate();
  const marks = useVersionMarks();
  const query = useQuery(exploreQuestion(saved, range));
  const explore = (box: SelectionBox, tab: 'compare' | 'traces'): void =>
    void navigate({ to: '/explore', search: { q: exploreSearch(saved), box: boxText(box), tab } as never });
  const drawn = calculationsOf(saved).find(({ op }) => op === 'HEATMAP')!;
  return (
    <Answer query={query} minHeight={height}>
      {({ heatmaps: [heatmap], stats }) =>
        heatmap === undefined || heatmap.counts.length === 0 ? (
          <Empty title="No spans match" minHeight={height} />
        ) : (
          <div className={styles.lines}>
            <BesideTitle slot={beside} note={calculationName(drawn)}>
              <HeatmapRamp heatmap={heatmap} />
            </BesideTitle>
            <HeatmapChart
              heatmap={heatmap}
              marks={marks}
              height={height - AROUND_CHART_PX}
              box={null}
              onBox={(box) => box !== null && explore(box, 'compare')}
              onCell={(cell) => explore(cell, 'traces')}
              bar={() => null}
            />
            <CostLine stats={stats} />
          </div>
        )
      }
    </Answer>
  );
}
