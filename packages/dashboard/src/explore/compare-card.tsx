// One attribute compared: values with an orange bar over a blue one, or numbers as two histograms, orange inside blue.
import type { FilterNode } from '@tracelake/query/structured';
import { useState } from 'react';
import type { Comparison } from '../api/api-types.ts';
import { kindOfField, valueText } from '../format/attribute-value.ts';
import { countText, percentText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { ownKey } from '../keys/own-key.ts';
import { settings } from '../settings.ts';
import { classNames } from '../ui/class-names.ts';
import styles from './compare-card.module.css';
import { CompareHistogram } from './compare-histogram.tsx';
import type { ExploreState } from './explore-state.ts';
import { isTimeBox } from './query-steps.ts';
import { copyValue, exploreActions } from './value-actions.ts';
import { joined, valueFilter } from './value-filter.ts';
import { ValueMenu } from './value-menu.tsx';

export type ComparedField = Comparison['fields'][number];
export type ComparedValue = ComparedField['values'][number];

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
        <span className={styles.difference}>
          {field.role === 'selection' ? 'follows the box' : `${Math.round(Math.abs(field.difference) * 100)} pt`}
        </span>
      </header>
      {isShape ? (
        <CompareHistogram field={field} />
      ) : (
        <ul>
          {shown.map((value) => (
            <ValueRow key={labelOf(field.field, value)} state={state} column={field.field} value={value} />
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
  const where = filterOf(column, value, false);
  const actions = exploreActions(state);
  const share = `${percentText(value.selectedShare)} of what was picked, ${percentText(value.baselineShare)} of the rest`;
  return (
    <li>
      <ValueMenu
        column={column}
        value={value.kind === 'missing' ? null : (value.value ?? label)}
        where={where}
        exclude={filterOf(column, value, true)}
        actions={actions}
        tracesOf={state.box !== null && !isTimeBox(state.box) ? 'in the box' : undefined}
        trigger={
          <button
            type="button"
            className={styles.row}
            title={`${label}: ${share}`}
            onKeyDown={(event) => {
              const key = ownKey(event, settings.value);
              if (key === 'w') actions.where(where);
              else if (key === 'W') actions.exclude(filterOf(column, value, true));
              else if (key === 'b') actions.groupBy(column);
              else if (key === 't') actions.traces(where);
              else if (key === 'c') copyValue(value.kind === 'missing' ? null : (value.value ?? label));
              else return;
              event.preventDefault();
              event.stopPropagation();
            }}
          >
            <span className={classNames(styles.name, value.kind === 'missing' && styles.missing)}>{label}</span>
            <svg className={styles.bars} viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">
              <rect y="0" height="6" width={barWidth(value.selectedShare)} fill="var(--sel)" />
              <rect y="8" height="6" width={barWidth(value.baselineShare)} fill="var(--base)" />
            </svg>
            <span className={styles.shares}>
              <b>{percentText(value.selectedShare).replace('%', '')}</b> / {percentText(value.baselineShare)}
            </span>
          </button>
        }
      />
    </li>
  );
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

export function labelOf(column: string, { kind, value, low, high }: ComparedValue): string {
  if (kind === 'missing') return '(missing)';
  const unit = kindOfField(column);
  if (kind === 'range') return `${valueText(low!, unit)} – ${valueText(high!, unit)}`;
  if (value === '') return '(empty)';
  return typeof value === 'number' ? valueText(value, unit) : String(value);
}

/** A range's bounds are the least and the greatest of its values: both belong to it. */
function filterOf(column: string, { kind, value, low, high }: ComparedValue, isExcluded: boolean): FilterNode {
  if (kind !== 'range') return valueFilter(column, kind === 'missing' ? null : value, isExcluded);
  return isExcluded
    ? joined([{ column, op: '<', value: low! }, { column, op: '>', value: high! }, valueFilter(column, null)], 'OR')
    : joined(
        [
          { column, op: '>=', value: low! },
          { column, op: '<=', value: high! },
        ],
        'AND',
      );
}
