// A saved question of Explore: its heatmap, or its first calculation over time, as a number, or by group.
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { type Calculation, calculationName, type StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { groupTones } from '../charts/group-tones.ts';
import { useTimeChartFrame } from '../charts/time-chart-frame.tsx';
import { isApproximate } from '../explore/approximate.ts';
import { inEnvironment } from '../explore/environment-filter.ts';
import { fittingGranularity } from '../explore/granularity.ts';
import { groupLabel } from '../explore/group-label.ts';
import { calculationsOf } from '../explore/query-steps.ts';
import { kindOfCalculation, numberOf } from '../format/attribute-value.ts';
import { useVersionMarks } from '../overview/version-figures.ts';
import type { PageSearch } from '../page-address.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Legend } from '../ui/legend.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { BesideTitle } from './beside-title.tsx';
import { type DrawnAnswer, type PanelView, panelView, readQuestion } from './panel-view.ts';
import { QuestionGroups } from './question-groups.tsx';
import { QuestionHeatmap } from './question-heatmap.tsx';
import { QuestionNumber } from './question-number.tsx';
import styles from './saved-question.module.css';

const BUCKETS = 60;
const NAMED_LINES = 4;
/** Its cost, and the room below. */
const AROUND_CHART_PX = 30;

interface SavedQuestionProps {
  readonly text: string;
  /** Of all of it: chart, its name and its cost. */
  readonly height?: number;
  readonly view?: PanelView | undefined;
  /** Of the panel's head, beside its title. */
  readonly beside: HTMLElement | null;
}

export function SavedQuestion({ text, height = 220, view = panelView({ query: text }), beside }: SavedQuestionProps) {
  const { query: saved, problem } = readQuestion(text);
  const { env } = useSearch({ strict: false }) as PageSearch;
  if (saved === null) return <Empty title="The question cannot be read">{problem}</Empty>;
  const query = inEnvironment(saved, env);
  if (view === 'heatmap') return <QuestionHeatmap query={query} height={height} beside={beside} />;
  return <Question query={query} height={height} view={view ?? 'time'} beside={beside} />;
}

interface QuestionProps {
  readonly query: StructuredQuery;
  readonly height: number;
  readonly view: PanelView;
  readonly beside: HTMLElement | null;
}

function Question({ query: saved, height, view, beside }: QuestionProps) {
  const { range } = useRangeClock();
  const breakdowns = saved.breakdowns ?? [];
  const numbers = calculationsOf(saved).filter(({ op }) => op !== 'HEATMAP');
  // All of them are asked: orders and havings may name any.
  const calculations = numbers.length === 0 ? [{ op: 'COUNT' as const }] : numbers;
  const query = useQuery(
    structuredQuery({ ...saved, calculations, granularity: fittingGranularity(saved, range, BUCKETS) }, range),
  );
  return (
    <Answer query={query} minHeight={height}>
      {(answer) => {
        const drawn = { answer, calculation: calculations[0], height, beside };
        const percentiles = percentilesWith(calculations);
        if (view === 'number' && breakdowns.length === 0) return <QuestionNumber {...drawn} query={saved} />;
        if (view === 'groups' && breakdowns.length > 0) return <QuestionGroups {...drawn} query={saved} />;
        return breakdowns.length === 0 && percentiles.length > 1 ? (
          <PercentileLines {...drawn} percentiles={percentiles} />
        ) : (
          <Lines {...drawn} />
        );
      }}
    </Answer>
  );
}

function Lines({ answer: { series, stats }, calculation, height, beside }: DrawnAnswer) {
  const marks = useVersionMarks();
  const name = calculationName(calculation);
  const kind = kindOfCalculation(calculation);
  const groups = series?.groups ?? [];
  const toneOf = groupTones(groups.flatMap(({ group }) => (group === null ? [] : [groupLabel(group)])));
  const lines = groups.map(({ group, values }) => ({
    label: group === null && groups.length > 1 ? 'Other' : groupLabel(group),
    tone: groups.length === 1 ? 'base' : group === null ? 'svc-other' : toneOf(groupLabel(group)),
    values: (values[name] ?? []).map(numberOf),
  }));
  const { chart, menu } = useTimeChartFrame(
    series && {
      label: name,
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: lines,
      kind,
      isAbout: isApproximate(calculation, stats.notes),
      form: kind === 'count' && lines.length === 1 ? 'bars' : 'lines',
      marks,
      height: height - AROUND_CHART_PX,
    },
    kind === 'duration',
  );
  if (chart === null) return <Empty title="No spans match" />;
  return (
    <div className={styles.lines}>
      <BesideTitle slot={beside} note={name}>
        {lines.length > 1 && (
          <Legend entries={lines.slice(0, NAMED_LINES).map(({ label, tone }) => [label, tone] as const)} />
        )}
        {menu}
      </BesideTitle>
      {chart}
      <CostLine stats={stats} />
    </div>
  );
}

/** Of one thing they share a hue: the lowest faint, the highest dashed. */
const LOOKS = [{ opacity: 0.45 }, { width: 1.75 }, { dash: [3, 3] }] as const;

/** The first calculation's, lowest first, where it is one. */
function percentilesWith(calculations: readonly Calculation[]): readonly Calculation[] {
  const isPercentile = ({ op, column }: Calculation): boolean => /^P\d+$/.test(op) && column === calculations[0].column;
  if (!isPercentile(calculations[0])) return [];
  return calculations
    .filter(isPercentile)
    .sort((one, other) => percentOf(one) - percentOf(other))
    .slice(0, LOOKS.length);
}

/** `P50` and `P999`. */
function percentOf({ op }: Calculation): number {
  return Number(`0.${op.slice(1)}`);
}

interface PercentileLinesProps extends DrawnAnswer {
  readonly percentiles: readonly Calculation[];
}

function PercentileLines({ answer: { series, stats }, percentiles, height, beside }: PercentileLinesProps) {
  const marks = useVersionMarks();
  const kind = kindOfCalculation(percentiles[0]);
  const looks = percentiles.length === 2 ? LOOKS.slice(1) : LOOKS;
  const { chart, menu, isLog } = useTimeChartFrame(
    series && {
      label: percentiles.map(calculationName).join(', '),
      times: series.times,
      granularitySeconds: series.granularitySeconds,
      series: percentiles.map((one, at) => ({
        label: one.op.toLowerCase(),
        tone: 'base',
        values: (series.groups[0]?.values[calculationName(one)] ?? []).map(numberOf),
        ...looks[at],
      })),
      kind,
      isAbout: isApproximate(percentiles[0], stats.notes),
      form: 'lines',
      marks,
      height: height - AROUND_CHART_PX,
    },
    kind === 'duration',
  );
  if (chart === null) return <Empty title="No spans match" />;
  return (
    <div className={styles.lines}>
      <BesideTitle slot={beside} note={`of ${percentiles[0].column}${isLog ? ', log' : ''}`}>
        <Legend entries={percentiles.map(({ op }) => [op.toLowerCase(), 'base'] as const)} isLines />
        {menu}
      </BesideTitle>
      {chart}
      <CostLine stats={stats} />
    </div>
  );
}
