// The rows of a result: every digit with separators, NULL said, ids of traces as links; what can be done with a value is a press away.

import type { StructuredQuery } from '@tracelake/query/structured';
import { Ellipsis } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { QueryResult } from '../api/api-types.ts';
import { visibleText } from '../format/visible-text.ts';
import { useKeys } from '../keys/use-keys.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { TraceLink } from '../ui/trace-link.tsx';
import { VALUE_KEYS } from '../ui/value-keys.ts';
import { VerbMenu } from '../ui/verb-menu.tsx';
import { isNumberType } from './result-chart-data.ts';
import styles from './result-table.module.css';
import { readText } from './result-text.ts';
import { useResultVerbs } from './result-verbs.ts';

const COLUMN_PX = 180;
const WIDE_FROM = 6;
const TRACE_ID = /^[0-9a-f]{32}$/;

interface ResultTableProps {
  readonly result: QueryResult;
  /** Of each column the attribute that it shows. */
  readonly fields?: readonly (string | null)[];
  /** The statement as a question: values go on from it. */
  readonly from?: StructuredQuery | undefined;
}

interface Place {
  readonly row: readonly unknown[];
  readonly column: number;
}

export function ResultTable({ result, fields, from }: ResultTableProps) {
  const verbsOf = useResultVerbs(result, fields, from);
  // The menu of one cell is there, not of each.
  const [menu, setMenu] = useState<(Place & { readonly isOpen: boolean }) | null>(null);
  const [focused, setFocused] = useState<Place | null>(null);
  useKeys(
    Object.fromEntries(
      VALUE_KEYS.map((verb) => [
        verb,
        () => {
          const act = focused === null ? undefined : verbsOf(focused.row, focused.column)[verb];
          return act === undefined ? false : act();
        },
      ]),
    ),
  );
  if (result.rows.length === 0) return <Empty title="No rows" />;
  const places = new Map(result.rows.map((row, at) => [row, at]));
  const cell = (row: readonly unknown[], column: number, name: string) => {
    const value = row[column];
    const text = visibleText(readText(value, result.columns[column].type));
    const isTrace = name === 'trace_id' && TRACE_ID.test(text);
    const button = (
      <button
        type="button"
        tabIndex={-1}
        data-cell
        className={isTrace ? styles.more : value === null || text === '' ? styles.null : styles.value}
        title={text}
        aria-label={isTrace ? `What can be done with ${text}` : undefined}
        onFocus={() => setFocused({ row, column })}
        onBlur={() => setFocused(null)}
        onClick={() => setMenu({ row, column, isOpen: true })}
      >
        {isTrace ? <Ellipsis size={14} /> : text === '' ? '(empty)' : text}
      </button>
    );
    const inCell = (trigger: ReactNode): ReactNode =>
      isTrace ? (
        <span className={styles.trace}>
          <TraceLink traceId={text} isCell />
          {trigger}
        </span>
      ) : (
        trigger
      );
    if (menu?.row !== row || menu.column !== column) return inCell(button);
    return inCell(
      <VerbMenu
        verbs={verbsOf(menu.row, menu.column)}
        trigger={button}
        isOpen={menu.isOpen}
        onOpenChange={(isOpen) => setMenu({ row, column, isOpen })}
      />,
    );
  };
  const numbers: Column<readonly unknown[]> = {
    key: 'row',
    title: <span className="hidden-text">Row</span>,
    align: 'right',
    width: String(result.rows.length).length * 8 + 34,
    from: 'tablet',
    cell: (_row, at) => <span className={styles.number}>{at + 1}</span>,
  };
  const columns = result.columns.map(
    ({ name, type }, at): Column<readonly unknown[]> => ({
      key: `${at} ${name}`,
      title: (
        <span title={`${name} ${type}`} className={styles.head}>
          {visibleText(name)} <small>{type}</small>
        </span>
      ),
      ...(isNumberType(type) ? { align: 'right' as const } : {}),
      ...(result.columns.length > WIDE_FROM ? { width: COLUMN_PX } : {}),
      cell: (row) => cell(row, at, name),
    }),
  );
  return (
    <DataTable
      label="Result"
      columns={[numbers, ...columns]}
      rows={result.rows}
      rowKey={(row) => String(places.get(row))}
      isDense
    />
  );
}
