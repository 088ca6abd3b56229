// Conditions in brackets: all of them or any, each edited in its place, brackets inside each other too.
import { type Filter, type FilterGroup, type FilterNode, isFilterGroup } from '@tracelake/query/structured';
import { ChevronLeft, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../ui/button.tsx';
import { AddButton, Chip } from '../ui/chip.tsx';
import styles from './bracket-conditions.module.css';
import { FilterEditor } from './filter-editor.tsx';
import { chipWords, filterText, replaced } from './query-steps.ts';

interface BracketConditionsProps {
  readonly group: FilterGroup;
  /** Null where none is left. */
  readonly onChange: (group: FilterGroup | null) => void;
}

export function BracketConditions({ group, onChange }: BracketConditionsProps) {
  const { filters, filterCombination } = group;
  /** The place of the one that is edited; behind the last is a new one. */
  const [edited, setEdited] = useState<number | null>(null);
  const set = (index: number, node: FilterNode | null): void => {
    const next = replaced(filters, index, node);
    onChange(next.length === 0 ? null : { ...group, filters: next });
  };
  const close = (): void => setEdited(null);
  if (edited !== null) {
    const node = filters.at(edited);
    const done = (next: Filter): void => {
      if (node === undefined) onChange({ ...group, filters: [...filters, next] });
      else set(edited, next);
      close();
    };
    const nested = (next: FilterGroup | null): void => {
      set(edited, next);
      if (next === null) close();
    };
    return (
      <div>
        <Button kind="quiet" icon={<ChevronLeft size={14} />} onClick={close}>
          {filterCombination === 'OR' ? 'Any of' : 'All of'}
        </Button>
        {node !== undefined && isFilterGroup(node) ? (
          <BracketConditions group={node} onChange={nested} />
        ) : (
          <FilterEditor {...(node === undefined ? {} : { filter: node })} onDone={done} />
        )}
      </div>
    );
  }
  const isAny = filterCombination === 'OR';
  return (
    <div className={styles.group}>
      <Chip
        word={isAny ? 'any of' : 'all of'}
        aria-label={`Spans meet ${isAny ? 'any' : 'all'} of these: change`}
        onClick={() => onChange({ ...group, filterCombination: isAny ? 'AND' : 'OR' })}
      />
      {filters.map((node, index) => (
        <Chip
          key={filterText(node)}
          {...chipWords(node)}
          removeLabel={`Remove ${filterText(node)}`}
          onRemove={() => set(index, null)}
          onClick={() => setEdited(index)}
        />
      ))}
      <AddButton label="Add a condition to these" onClick={() => setEdited(filters.length)}>
        <Plus size={14} />
      </AddButton>
    </div>
  );
}
