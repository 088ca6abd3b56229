// The first groups of an answer: name, number, and a bar of its size against the largest.
import { calculationName } from '@tracelake/query/structured';
import { groupLabel } from '../explore/group-label.ts';
import { kindOfCalculation, numberOf, valueMeasure } from '../format/attribute-value.ts';
import { CostLine } from '../ui/cost-line.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { BesideTitle } from './beside-title.tsx';
import type { DrawnAnswer } from './panel-view.ts';
import styles from './question-groups.module.css';

const ROW_PX = 32;
const COST_PX = 26;
const BAR_PX = 88;

export function QuestionGroups({
  answer: { rows, stats },
  calculation,
  height,
  beside,
  breakdowns,
}: DrawnAnswer & { readonly breakdowns: number }) {
  if (rows.length === 0) return <Empty title="No spans match" minHeight={height} />;
  const kind = kindOfCalculation(calculation);
  const shown = rows.slice(0, Math.max(1, Math.floor((height - COST_PX) / ROW_PX))).map((row) => ({
    label: groupLabel(row.slice(0, breakdowns)),
    value: numberOf(row[breakdowns]),
  }));
  const most = Math.max(...shown.map(({ value }) => value ?? 0));
  return (
    <div className={styles.groups}>
      <BesideTitle slot={beside} note={calculationName(calculation)} />
      <ul>
        {shown.map(({ label, value }) => (
          <li key={label}>
            <span title={label}>{label}</span>
            <b>{value === null ? <NoMeasure /> : <Measure {...valueMeasure(value, kind)} />}</b>
            <Meter share={most === 0 ? 0 : (value ?? 0) / most} width={BAR_PX} />
          </li>
        ))}
      </ul>
      <CostLine stats={stats} />
    </div>
  );
}
