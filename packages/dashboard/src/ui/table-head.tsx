// The head of a table: what is sorted says so, and sorts by a press.
import { ChevronDown, ChevronUp } from 'lucide-react';
import { visiblePart } from '../format/visible-text.ts';
import { classNames } from './class-names.ts';
import styles from './data-table.module.css';
import type { Column, TableSort } from './data-table.tsx';

interface TableHeadProps {
  readonly columns: readonly Column<never>[];
  readonly sort: TableSort | undefined;
  readonly onSort: ((key: string) => void) | undefined;
}

const SORT_ARROWS = { descending: <ChevronDown size={12} />, ascending: <ChevronUp size={12} /> } as const;

export function TableHead({ columns, sort, onSort }: TableHeadProps) {
  return (
    <thead>
      <tr>
        {columns.map(({ key, title, align, isBeside, isSortable, from }) => {
          const isSorted = sort?.key === key;
          const arrow = isSorted && SORT_ARROWS[sort.order];
          return (
            <th
              key={key}
              scope="col"
              className={classNames(
                align === 'right' && styles.right,
                isSorted && styles.sorted,
                isBeside && styles.beside,
                from !== undefined && styles[from],
              )}
              aria-sort={isSorted ? sort.order : undefined}
            >
              {isSortable && onSort !== undefined ? (
                <button type="button" onClick={() => onSort(key)}>
                  {visiblePart(title)}
                  {arrow}
                </button>
              ) : (
                <span className={styles.title}>
                  {visiblePart(title)}
                  {arrow}
                </span>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
