// One attribute compared: values with an orange bar over a blue one, or numbers as two histograms, orange inside blue.
import { useState } from 'react';
import { countText, percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { classNames } from '../ui/class-names.ts';
import { ValueDoor } from '../ui/value-door.tsx';
import type { ValueKeys } from '../ui/value-keys.ts';
import styles from './compare-card.module.css';
import { CompareHistogram } from './compare-histogram.tsx';
import {
  type ComparedField,
  type ComparedValue,
  differenceText,
  filterOf,
  labelOf,
  sharesText,
} from './compared-value.ts';
import type { ExploreState } from './explore-state.ts';
import { isTimeBox } from './query-steps.ts';
import { exploreActions, filterKeys } from './value-actions.ts';

interface CompareCardProps {
  readonly state: ExploreState;
  readonly field: ComparedField;
}

const SHOWN_CLOSED = 4;
/** Few numbers are read one by one; more are a shape. */
const HISTOGRAM_FROM = 6;

export function CompareCard({ state, field }: CompareCardProps) {
  const [isOpen, setOpen] = useState(false);
  const { values, sameAs } = field;
  const difference = differenceText(field);
  const isShape =
    values.filter(({ kind }) => kind === 'range').length > 0 ||
    values.filter(({ value }) => typeof value === 'number').length >= HISTOGRAM_FROM;
  const own = values.filter(({ kind }) => kind !== 'other');
  const other = values.find(({ kind }) => kind === 'other');
  const byDifference = [...own].sort((one, next) => weight(next) - weight(one));
  const shown = isOpen ? byDifference : byDifference.slice(0, SHOWN_CLOSED);
  const hidden = byDifference.slice(shown.length);
  return (
    <article className={styles.card} aria-label={field.field}>
      <header>
        <h3 title={visibleText([field.field, ...sameAs].join('\n'))}>{visibleText(field.field)}</h3>
        {sameAs.length > 0 && (
          <span className={styles.same} title={visibleText(`Says the same as ${sameAs.join(', ')}`)}>
            +{sameAs.length}
          </span>
        )}
        <span className={styles.difference} title={difference.title}>
          {difference.text}
        </span>
      </header>
      {isShape ? (
        <CompareHistogram
          field={field}
          verbsOf={(value) => verbsOf(state, field.field, value)}
          tracesOf={tracesOf(state)}
        />
      ) : (
        <ul>
          {shown.map((value) => (
            <ValueRow
              key={JSON.stringify([value.kind, value.value, value.low, value.high])}
              state={state}
              column={field.field}
              value={value}
            />
          ))}
        </ul>
      )}
      {!isShape && (hidden.length > 0 || other !== undefined) && (
        <Others hidden={hidden} other={other} onOpen={() => setOpen(true)} />
      )}
    </article>
  );
}

interface ValueRowProps {
  readonly state: ExploreState;
  readonly column: string;
  readonly value: ComparedValue;
}

function ValueRow({ state, column, value }: ValueRowProps) {
  const label = visibleText(labelOf(column, value));
  return (
    <li>
      <ValueDoor
        verbs={verbsOf(state, column, value)}
        tracesOf={tracesOf(state)}
        className={styles.row}
        title={`${label}: ${sharesText(value)}`}
      >
        <span className={classNames(styles.name, value.kind === 'missing' && styles.missing)}>{label}</span>
        <svg className={styles.bars} viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
          <rect y="0" height="6" width={barWidth(value.selectedShare)} fill="var(--sel)" />
          <rect y="8" height="6" width={barWidth(value.baselineShare)} fill="var(--base)" />
        </svg>
        <span className={styles.shares}>
          <b>{percentText(value.selectedShare).replace('%', '')}</b> / {percentText(value.baselineShare)}
        </span>
      </ValueDoor>
    </li>
  );
}

function verbsOf(state: ExploreState, column: string, value: ComparedValue): ValueKeys {
  return filterKeys(exploreActions(state), {
    column,
    value: value.kind === 'missing' ? null : (value.value ?? labelOf(column, value)),
    where: filterOf(column, value, false),
    exclude: filterOf(column, value, true),
  });
}

function tracesOf({ box }: ExploreState): string | undefined {
  return box !== null && !isTimeBox(box) ? 'in the box' : undefined;
}

interface OthersProps {
  readonly hidden: readonly ComparedValue[];
  readonly other: ComparedValue | undefined;
  readonly onOpen: () => void;
}

function Others({ hidden, other, onOpen }: OthersProps) {
  const count = hidden.length + (other?.values ?? 0);
  const sum = (of: (value: ComparedValue) => number): number =>
    hidden.reduce((all, value) => all + of(value), other === undefined ? 0 : of(other));
  const text = `Other (${countText(count)})  ${percentText(sum((value) => value.selectedShare)).replace('%', '')} / ${percentText(sum((value) => value.baselineShare))}`;
  return hidden.length > 0 ? (
    <button type="button" className={styles.others} onClick={onOpen}>
      {text}
    </button>
  ) : (
    <p className={styles.others}>{text}</p>
  );
}

/** A share that is there is seen. */
function barWidth(share: number): number {
  return share === 0 ? 1.2 : Math.max(1.5, share * 100);
}

function weight({ kind, selectedShare, baselineShare }: ComparedValue): number {
  if (kind === 'missing') return -1;
  return Math.max(selectedShare, baselineShare * 0.999);
}
