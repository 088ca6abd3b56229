// Which columns of a table are seen: a menu beside it, remembered in this browser. What a narrow window leaves out can be brought back.
import { Check, Columns3 } from 'lucide-react';
import { useState } from 'react';
import { keep, readKept } from '../kept.ts';
import { Button } from './button.tsx';
import { type ChosenColumns, chosenColumns } from './chosen-columns.ts';
import type { Column } from './data-table.tsx';
import { Menu } from './menu.tsx';
import { matchesWidth } from './window-width.ts';

/** A table's columns by what they are called in the menu; a shape goes with its number. */
export type ColumnNames = Readonly<Record<string, string>>;

interface ColumnChoiceMenuProps {
  readonly names: ColumnNames;
  readonly isShown: (key: string) => boolean;
  readonly onToggle: (key: string) => void;
}

export function ColumnChoiceMenu({ names, isShown, onToggle }: ColumnChoiceMenuProps) {
  return (
    <Menu
      label="Columns"
      align="end"
      trigger={
        <Button kind="quiet" icon={<Columns3 size={14} />}>
          Columns
        </Button>
      }
      groups={[
        Object.entries(names).map(([key, label]) => ({
          label,
          isChecked: isShown(key),
          isMany: true,
          icon: isShown(key) ? <Check size={14} /> : <span />,
          onSelect: () => onToggle(key),
        })),
      ]}
    />
  );
}

/** @param table names what is remembered */
export function useColumnChoice(table: string, columnFrom: (key: string) => Column<never>['from']) {
  const [choice, setChoice] = useState(() => (readKept(storageKey(table)) ?? {}) as ChosenColumns);
  const isShown = (key: string): boolean =>
    choice[key] === undefined ? matchesWidth(columnFrom(key)) : choice[key] === 'shown';
  const toggle = (key: string): void => {
    const next: ChosenColumns = { ...choice, [key]: isShown(key) ? 'hidden' : 'shown' };
    setChoice(next);
    keep(storageKey(table), next);
  };
  return { isShown, toggle, columnsOf: <Row,>(columns: readonly Column<Row>[]) => chosenColumns(columns, choice) };
}

function storageKey(table: string): string {
  return `tracelake.columns.${table}`;
}
