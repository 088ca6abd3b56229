// What the spans of an error have in common: the values whose share differs most from the rest, orange over blue.

import type { FilterNode } from '@tracelake/query/structured';
import type { Comparison } from '../api/api-types.ts';
import { durationsOf } from '../explore/starting-query.ts';
import { useExploreLinks, valueKeys } from '../explore/value-actions.ts';
import { percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { ValueDoor } from '../ui/value-door.tsx';
import styles from './common-values.module.css';

const SHOWN = 6;
/** Of what differs less, too little is known from a sample. */
const LEAST_GAIN = 0.03;
/** Of them every error has its own. */
const SAID_ALREADY = /^(?:exception\.|error\.|status_|stack)/;

interface CommonValuesProps {
  readonly comparison: Comparison;
  /** What the list is narrowed by: the questions that its values begin are, too. */
  readonly within: readonly FilterNode[];
}

export function CommonValues({ comparison: { fields }, within }: CommonValuesProps) {
  const actions = useExploreLinks(durationsOf(within));
  const rows = fields
    .filter(({ role, field }) => role === 'cause' && !SAID_ALREADY.test(field))
    .flatMap(({ field, values }) => {
      const own = values.filter(({ kind, value }) => kind === 'value' && value !== undefined);
      const most = own.sort((one, other) => gain(other) - gain(one))[0];
      return most === undefined || gain(most) < LEAST_GAIN ? [] : [{ field, ...most }];
    })
    .slice(0, SHOWN);
  if (rows.length === 0) return <p className={styles.none}>No difference worth showing.</p>;
  return (
    <ul className={styles.rows}>
      {rows.map(({ field, value, selectedShare, baselineShare }) => (
        <li key={field}>
          <ValueDoor
            verbs={valueKeys(actions, [{ column: field, value }])}
            className={styles.name}
            title={visibleText(`${field} ${value}`)}
          >
            <span>{visibleText(field)}</span> {visibleText(String(value))}
          </ValueDoor>
          <span className={styles.bars} aria-hidden="true">
            <i className={styles.own} style={{ width: `${selectedShare * 100}%` }} />
            <i className={styles.rest} style={{ width: `${baselineShare * 100}%` }} />
          </span>
          <span className={styles.shares}>
            <b>{percentText(selectedShare)}</b> / {percentText(baselineShare)}
          </span>
        </li>
      ))}
    </ul>
  );
}

function gain({ selectedShare, baselineShare }: { selectedShare: number; baselineShare: number }): number {
  return selectedShare - baselineShare;
}
