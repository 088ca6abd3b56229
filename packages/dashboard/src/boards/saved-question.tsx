// A saved question of Explore: its first calculation over time, by group where it has some.
import { useQuery } from '@tanstack/react-query';
import { calculationName, decodeQuery, type StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import type { StructuredAnswer } from '../api/api-types.ts';
import { TimeChart } from '../charts/time-chart.tsx';
import { groupToken } from '../charts/token-colors.ts';
import { bucketSeconds } from '../explore/explore-requests.ts';
import { groupLabel } from '../explore/group-label.ts';
import { calculationsOf } from '../explore/query-steps.ts';
import { kindOfCalculation, numberOf } from '../format/attribute-value.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Legend } from '../ui/legend.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import styles from './saved-question.module.css';

const BUCKETS = 60;
const NAMED_LINES = 4;

export function SavedQuestion({ text }: { readonly text: string }) {
  const { query, problem } = read(text);
  if (query === null) return <Empty title="The question cannot be read">{problem}</Empty>;
  return <Question query={query} />;
}

function Question({ query: saved }: { readonly query: StructuredQuery }) {
  const { range } = useRangeClock();
  const numbers = calculationsOf(saved).filter(({ op }) => op !== 'HEATMAP');
  // All of them are asked: orders and havings may name any.
  const calculations = numbers.length === 0 ? [{ op: 'COUNT' as const }] : numbers;
  const query = useQuery(
    structuredQuery({ ...saved, calculations, granularity: bucketSeconds(range, BUCKETS) }, range),
  );
  return (
    <Answer query={query} minHeight={200}>
      {(answer) => <Lines answer={answer} calculation={calculations[0]} />}
    </Answer>
  );
}

interface LinesProps {
  readonly answer: StructuredAnswer;
  readonly calculation: NonNullable<StructuredQuery['calculations']>[number];
}

function Lines({ answer: { series, stats }, calculation }: LinesProps) {
  if (series === null) return <Empty title="No spans match" />;
  const name = calculationName(calculation);
  const kind = kindOfCalculation(calculation);
  const lines = series.groups.map(({ group, values }, rank) => ({
    label: group === null && series.groups.length > 1 ? 'Other' : groupLabel(group),
    tone: series.groups.length === 1 ? 'base' : group === null ? 'svc-other' : groupToken(rank),
    values: (values[name] ?? []).map(numberOf),
  }));
  return (
    <div className={styles.lines}>
      <p className={styles.head}>
        <span>{name}</span>
        {lines.length > 1 && (
          <Legend entries={lines.slice(0, NAMED_LINES).map(({ label, tone }) => [label, tone] as const)} />
        )}
      </p>
      <TimeChart
        label={name}
        times={series.times}
        granularitySeconds={series.granularitySeconds}
        series={lines}
        kind={kind}
        form={kind === 'count' && lines.length === 1 ? 'bars' : 'lines'}
        isLog={kind === 'duration'}
        marks={[]}
        height={156}
      />
      <CostLine stats={stats} />
    </div>
  );
}

function read(text: string): { query: StructuredQuery; problem: null } | { query: null; problem: string } {
  try {
    return { query: decodeQuery(text), problem: null };
  } catch (error) {
    return { query: null, problem: (error as Error).message };
  }
}
