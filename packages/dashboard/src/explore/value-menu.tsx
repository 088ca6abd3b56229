// The menu of a value, and its keys while the value has the focus.
import type { FilterNode } from '@tracelake/query/structured';
import { AlignLeft, Copy, Filter as FilterIcon, Minus, Waypoints } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleText } from '../format/visible-text.ts';
import { KEY_TABLE } from '../keys/key-table.ts';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { groupValueText } from './group-label.ts';
import { copyValue, type ValueActions } from './value-actions.ts';

interface ValueMenuProps {
  readonly column: string;
  readonly value: unknown;
  /** Which spans: `=` the value, or a range of numbers. What is no attribute's value has none. */
  readonly where: FilterNode | null;
  readonly exclude: FilterNode | null;
  readonly actions: ValueActions;
  /** Of which traces; those of the page without it. */
  readonly tracesOf?: string | undefined;
  readonly trigger: ReactNode;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

export function ValueMenu(props: ValueMenuProps) {
  const { column, value, where, exclude, actions, tracesOf = '', trigger, isOpen, onOpenChange } = props;
  const first: MenuItem[] =
    where === null || exclude === null
      ? []
      : [
          {
            label: 'Where this',
            icon: <FilterIcon size={14} />,
            keys: KEY_TABLE.where.keys[0],
            onSelect: () => actions.where(where),
          },
          {
            label: 'Exclude',
            icon: <Minus size={14} />,
            keys: KEY_TABLE.exclude.keys[0],
            onSelect: () => actions.exclude(exclude),
          },
          {
            label: 'Group by',
            icon: <AlignLeft size={14} />,
            keys: KEY_TABLE.groupBy.keys[0],
            onSelect: () => actions.groupBy(column),
          },
        ];
  const second: MenuItem[] = [
    ...(where === null
      ? []
      : [
          {
            label: `Traces ${tracesOf}`,
            icon: <Waypoints size={14} />,
            keys: KEY_TABLE.traces.keys[0],
            onSelect: () => actions.traces(where),
          },
        ]),
    { label: 'Copy value', icon: <Copy size={14} />, keys: KEY_TABLE.copy.keys[0], onSelect: () => copyValue(value) },
  ];
  return (
    <Menu
      label={`${column} = ${groupValueText(value)}`}
      caption={
        <>
          {visibleText(column)} = <b>{groupValueText(value)}</b>
        </>
      }
      trigger={trigger}
      groups={[first, second].filter((group) => group.length > 0)}
      {...(isOpen === undefined ? {} : { isOpen })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
    />
  );
}
