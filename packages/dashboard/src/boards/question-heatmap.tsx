// A saved question's first heatmap. A box on it is compared where it was made: in Explore.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { calculationName, type SelectionBox, type StructuredQuery } from '@tracelake/query/structured';
import { useState } from 'react';
import type { QueryResult } from '../api/api-types.ts';
import { useChartFrame } from '../charts/chart-frame.tsx';
import { heatmapRows } from '../charts/chart-rows.ts';
import { boxText } from '../charts/heatmap-box.ts';
import { HeatmapChart, type RampEnds } from '../charts/heatmap-chart.tsx';
import type { Heatmap } from '../charts/heatmap-grid.ts';
import { isApproximate } from '../explore/approximate.ts';
import { exploreQuestion } from '../explore/asked-query.ts';
import { fittingGranularity } from '../explore/granularity.ts';
import { HeatmapRamp, rampTones } from '../explore/heatmap-ramp.tsx';
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
  const query = useQuery(exploreQuestion({ ...saved, granularity: fittingGranularity(saved, range) }, range));
  const explore = (box: SelectionBox, tab: 'compare' | 'traces'): void =>
    void navigate({ to: '/explore', search: { q: exploreSearch(saved), box: boxText(box), tab } as never });
  const drawn = calculationsOf(saved).find(({ op }) => op === 'HEATMAP')!;
  return (
    <Answer query={query} minHeight={height}>
      {({ heatmaps: [heatmap], stats }) =>
        heatmap === undefined || heatmap.counts.length === 0 ? (
          <Empty title="No spans match" minHeight={height} />
        ) : (
          <Drawn
            name={calculationName(drawn)}
            heatmap={heatmap}
            stats={stats}
            height={height}
            beside={beside}
            onBox={explore}
          />
        )
      }
    </Answer>
  );
}

interface DrawnProps {
  readonly name: string;
  readonly heatmap: Heatmap;
  readonly stats: QueryResult['stats'];
  readonly height: number;
  readonly beside: HTMLElement | null;
  readonly onBox: (box: SelectionBox, tab: 'compare' | 'traces') => void;
}

function Drawn({ name, heatmap, stats, height, beside, onBox }: DrawnProps) {
  const marks = useVersionMarks();
  const isAbout = isApproximate({ op: 'HEATMAP' }, stats.notes);
  const [ends, setEnds] = useState<RampEnds | null>(null);
  const { menu, place } = useChartFrame({
    label: name,
    rows: () => heatmapRows(heatmap),
    legend: rampTones(ends),
    height: height - AROUND_CHART_PX,
  });
  return (
    <div className={styles.lines}>
      <BesideTitle slot={beside} note={name}>
        <HeatmapRamp ends={ends} isAbout={isAbout} />
        {menu}
      </BesideTitle>
      {place(
        <HeatmapChart
          heatmap={heatmap}
          isAbout={isAbout}
          marks={marks}
          height={height - AROUND_CHART_PX}
          box={null}
          onBox={(box) => box !== null && onBox(box, 'compare')}
          onCell={(cell) => onBox(cell, 'traces')}
          onEnds={setEnds}
          bar={() => null}
        />,
      )}
      <CostLine stats={stats} />
    </div>
  );
}
