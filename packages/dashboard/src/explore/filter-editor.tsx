// A condition, step by step: attribute, operator, value with its counts.
import { useQuery } from '@tanstack/react-query';
import {
  FILTER_OPS,
  type Filter,
  type FilterGroup,
  type FilterOp,
  type FilterValue,
} from '@tracelake/query/structured';
import { type KeyboardEvent, useDeferredValue, useRef, useState } from 'react';
import { fields, fieldValues } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import { visibleText } from '../format/visible-text.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { PickList } from '../ui/pick-list.tsx';
import { AttributePicker } from './attribute-picker.tsx';
import { chosenField } from './chosen-field.ts';
import styles from './filter-editor.module.css';
import { type OpenedValues, openedValues } from './opened-values.ts';

interface FilterEditorProps {
  readonly filter?: Filter;
  readonly onDone: (filter: Filter) => void;
  /** It becomes one of several of which any is enough. */
  readonly onGroup?: (group: FilterGroup) => void;
}

const WITHOUT_VALUE: readonly FilterOp[] = ['exists', 'does-not-exist'];
const LISTS: readonly FilterOp[] = ['in', 'not-in'];

export function FilterEditor({ filter, onDone, onGroup }: FilterEditorProps) {
  const [column, setColumn] = useState(filter?.column ?? null);
  const [op, setOp] = useState<FilterOp>(filter?.op ?? '=');
  const [isAtOperator, setAtOperator] = useState(false);
  /** By keys, which come by each on the way to the one that is meant. */
  const isWalked = useRef(false);
  if (column === null) {
    const pick = (key: string, isByTab: boolean): void => {
      setColumn(key);
      setAtOperator(isByTab);
    };
    return <AttributePicker label="Where which attribute" onPick={pick} />;
  }
  const isWhole = WITHOUT_VALUE.includes(op);
  const choose = (next: FilterOp): void => {
    setOp(next);
    if (isWalked.current) setAtOperator(true);
    else if (WITHOUT_VALUE.includes(next)) onDone({ column, op: next });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    isWalked.current = true;
    if (event.key !== 'Enter' || !isWhole) return;
    event.preventDefault();
    onDone({ column, op });
  };
  return (
    <div>
      <div className={styles.head}>
        <button type="button" className={styles.column} onClick={() => setColumn(null)} title="Another attribute">
          {visibleText(column)}
        </button>
        <select
          value={op}
          onChange={(event) => choose(event.target.value as FilterOp)}
          onKeyDown={onKeyDown}
          onPointerDown={() => {
            isWalked.current = false;
          }}
          aria-label="Operator"
          // biome-ignore lint/a11y/noAutofocus: ⇥ in the list of attributes goes on to it.
          autoFocus={isAtOperator}
        >
          {FILTER_OPS.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        {filter !== undefined && onGroup !== undefined && (
          <button
            type="button"
            className={styles.or}
            onClick={({ currentTarget }) => {
              // This goes; the focus that goes with it would be outside, which closes.
              currentTarget.closest<HTMLElement>('[role="dialog"]')?.focus();
              onGroup({ filters: [filter], filterCombination: 'OR' });
            }}
          >
            Or another
          </button>
        )}
      </div>
      {isWhole ? (
        <p className={styles.whole}>
          <span>Needs no value</span>
          <button type="button" className={styles.take} onClick={() => onDone({ column, op })}>
            Set
          </button>
        </p>
      ) : (
        <ValuePicker
          key={column}
          column={column}
          op={op}
          has={openedValues(filter, column)}
          isFocused={!isAtOperator}
          onDone={onDone}
        />
      )}
    </div>
  );
}

interface ValuePickerProps {
  readonly column: string;
  readonly op: FilterOp;
  readonly has: OpenedValues;
  readonly isFocused: boolean;
  readonly onDone: (filter: Filter) => void;
}

function ValuePicker({ column, op, has, isFocused, onDone }: ValuePickerProps) {
  const isList = LISTS.includes(op);
  const [written, setText] = useState<string | null>(null);
  const [picked, setPicked] = useState<readonly string[]>(has.picked);
  const text = written ?? (isList ? '' : has.text);
  // What it has is no search: the other values are seen beside it.
  const sought = (written ?? '').trim();
  const search = useDeferredValue(sought);
  const { range } = useRangeClock();
  const field = chosenField(column, useQuery(fields(column)).data?.fields ?? []);
  const { data } = useQuery({
    ...fieldValues(field.asked ?? column, search, range),
    enabled: field.asked !== null,
  });
  const done = (values: readonly string[]): void => {
    const typed = values.map((value) => has.typed.get(value) ?? typedValue(value, field.type));
    onDone({ column, op, value: isList ? typed : typed[0] });
  };
  const pick = (value: string): void => {
    if (!isList) {
      done([value]);
      return;
    }
    setPicked(picked.includes(value) ? picked.filter((one) => one !== value) : [...picked, value]);
    setText('');
  };
  const lower = sought.toLowerCase();
  const all = field.values?.map((value) => ({ value, count: null })) ?? data?.values ?? [];
  // The values that it has first, also those that no span of this range has.
  const [own, others] = splitBy(all, has.picked);
  const shown = (values: readonly CountedValue[]) =>
    values
      .filter(({ value }) => value.toLowerCase().includes(lower))
      .map(({ value, count }) => ({
        value,
        label: value === '' ? '(empty)' : value,
        side: `${picked.includes(value) ? '✓ ' : ''}${count === null ? '' : countText(count)}`,
      }));
  return (
    <PickList
      label={`Value of ${column}`}
      text={text}
      onText={setText}
      groups={[
        { title: 'Now', items: shown(own) },
        { title: field.values === undefined ? 'Values in this range' : 'Values', items: shown(others) },
      ]}
      takesText
      isFocused={isFocused}
      onPick={pick}
      foot={
        isList &&
        picked.length > 0 && (
          <button type="button" className={styles.take} onClick={() => done(picked)}>
            Take {picked.length}
          </button>
        )
      }
    />
  );
}

interface CountedValue {
  readonly value: string;
  readonly count: number | null;
}

function splitBy(all: readonly CountedValue[], own: readonly string[]): readonly [CountedValue[], CountedValue[]] {
  const known = new Map(all.map((one) => [one.value, one]));
  return [
    own.map((value) => known.get(value) ?? { value, count: null }),
    all.filter(({ value }) => !own.includes(value)),
  ];
}

function typedValue(text: string, type: string): FilterValue {
  if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  return type === 'boolean' && (text === 'true' || text === 'false') ? text === 'true' : text;
}
