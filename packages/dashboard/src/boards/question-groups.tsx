// The first groups of an answer: name, number, and a bar of its size against the largest.
import { calculationName, type StructuredQuery } from '@tracelake/query/structured';
import { Fragment } from 'react';
import { isApproximate } from '../explore/approximate.ts';
import { groupLabel, groupValueText } from '../explore/group-label.ts';
import { answerKeys, useExploreLinks } from '../explore/value-actions.ts';
import { kindOfCalculation, numberOf, valueMeasure } from '../format/attribute-value.ts';
import { CostLine } from '../ui/cost-line.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { ValueDoor } from '../ui/value-door.tsx';
import { BesideTitle } from './beside-title.tsx';
import type { DrawnAnswer } from './panel-view.ts';
import styles from './question-groups.module.css';

const ROW_PX = 32;
const COST_PX = 26;
const BAR_PX = 88;

export function QuestionGroups({
  answer: { columns, rows, stats },
  calculation,
  height,
  beside,
  query,
}: DrawnAnswer & { readonly query: StructuredQuery }) {
  const actions = useExploreLinks(query);
  const { breakdowns = [] } = query;
  if (rows.length === 0) return <Empty title="No spans match" minHeight={height} />;
  const kind = kindOfCalculation(calculation);
  const isAbout = isApproximate(calculation, stats.notes);
  const shown = rows.slice(0, Math.max(1, Math.floor((height - COST_PX) / ROW_PX))).map((row) => ({
    group: row.slice(0, breakdowns.length),
    value: numberOf(row[breakdowns.length]),
  }));
  const most = Math.max(...shown.map(({ value }) => value ?? 0));
  return (
    <div className={styles.groups}>
      <BesideTitle slot={beside} note={calculationName(calculation)} />
      <ul>
        {shown.map(({ group, value }) => (
          <li key={JSON.stringify(group)}>
            <span title={groupLabel(group)}>
              {group.map((own, at) => (
                <Fragment key={breakdowns[at]}>
                  {at > 0 && ' · '}
                  <ValueDoor verbs={answerKeys(actions, columns[at]?.type, [{ column: breakdowns[at], value: own }])}>
                    {groupValueText(own)}
                  </ValueDoor>
                </Fragment>
              ))}
            </span>
            <b>
              {value !== null && value !== 0 && isAbout && '≈ '}
              {value === null ? <NoMeasure /> : <Measure {...valueMeasure(value, kind)} />}
            </b>
            <Meter share={most === 0 ? 0 : (value ?? 0) / most} width={BAR_PX} />
          </li>
        ))}
      </ul>
      <CostLine stats={stats} />
    </div>
  );
}
