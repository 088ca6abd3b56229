// One number, its shape, and its difference to the same span of time before.
import { useQuery } from '@tanstack/react-query';
import { calculationName, type StructuredQuery } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { isApproximate } from '../explore/approximate.ts';
import { kindOfCalculation, numberOf, type ValueKind, valueMeasure, valueText } from '../format/attribute-value.ts';
import { percentText, pointsText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { areAdjacent } from '../overview/overview-request.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Sparkline } from '../ui/sparkline.tsx';
import { BesideTitle } from './beside-title.tsx';
import type { DrawnAnswer } from './panel-view.ts';
import styles from './question-number.module.css';

const SHAPE_PX = 400;
/** The figure's line, the cost's, and the room between. */
const AROUND_SHAPE_PX = 84;

export function QuestionNumber({
  answer: { columns, rows, series, stats, asked },
  calculation,
  height,
  beside,
  query,
}: DrawnAnswer & { readonly query: StructuredQuery }) {
  const { range } = useRangeClock();
  const lengthMs = range.endMs - range.startMs;
  const before = useQuery(structuredQuery(query, { startMs: range.startMs - lengthMs, endMs: range.startMs }));
  const name = calculationName(calculation);
  const kind = kindOfCalculation(calculation);
  const at = columns.findIndex((column) => column.name === name);
  const now = numberOf(rows[0]?.[at]);
  // The answer before may still be of another range.
  const { data: earlier } = before;
  const isPair = earlier !== undefined && areAdjacent(earlier.asked.range, asked.range);
  const was = isPair ? numberOf(earlier.rows[0]?.[earlier.columns.findIndex((column) => column.name === name)]) : null;
  const isError = calculation.op === 'ERROR_RATE';
  return (
    <div className={styles.number}>
      <BesideTitle slot={beside} note={name} />
      <p className={styles.line}>
        <b>
          {now !== null && isApproximate(calculation, stats.notes) && '≈ '}
          {now === null ? <NoMeasure /> : <Measure {...valueMeasure(now, kind)} />}
        </b>
        <span>
          {now !== null &&
            was !== null &&
            was !== 0 &&
            `${differenceText(now, was, kind)} on the ${durationText(lengthMs)} before`}
        </span>
      </p>
      <Sparkline
        values={(series?.groups[0]?.values[name] ?? []).map(numberOf)}
        kind={kind === 'duration' ? 'line' : 'bars'}
        tone={isError ? 'error' : 'base'}
        width={SHAPE_PX}
        height={Math.max(24, height - AROUND_SHAPE_PX)}
        isFluid
      />
      <CostLine stats={stats} />
    </div>
  );
}

/** Shares in points, durations as such, all else in percent. */
export function differenceText(now: number, before: number, kind: ValueKind): string {
  if (kind === 'share') return pointsText(now - before);
  const sign = now >= before ? '+' : '−';
  if (kind === 'duration') return `${sign}${valueText(Math.abs(now - before), kind)}`;
  return `${sign}${percentText(Math.abs(Number((now / before - 1).toFixed(3))))}`;
}
