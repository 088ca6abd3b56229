// A table: sorted by its heads, moved in by keys, virtual above 200 rows. Widths are fixed by column, so that new data moves nothing.
import {
  type CSSProperties,
  Fragment,
  type KeyboardEvent,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useMemo,
  useRef,
} from 'react';
import { flushSync } from 'react-dom';
import { visiblePart } from '../format/visible-text.ts';
import { ownKey } from '../keys/own-key.ts';
import { useKeys } from '../keys/use-keys.ts';
import { settings } from '../settings.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { rowNames, useCurrentRow } from './current-row.ts';
import styles from './data-table.module.css';
import { useSeenColumns } from './hidden-columns.ts';
import { useRowSelection } from './row-selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { useStickyHead } from './sticky-head.ts';
import { TableHead } from './table-head.tsx';
import { useCellDoors } from './use-cell-doors.tsx';
import { usedKeys, VALUE_KEYS, type ValueKeys } from './value-keys.ts';
import { useWindowRows } from './window-rows.ts';
import type { ColumnFrom } from './window-width.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: ReactNode;
  readonly align?: 'right';
  /** Pixels; without it the column takes what is left. */
  readonly width?: number;
  /** On a phone, where few columns fit; 70 without it. */
  readonly phoneWidth?: number;
  /** Belongs to the number before it: without the room between columns. */
  readonly isBeside?: boolean;
  readonly isSortable?: boolean;
  /** Left out below this width of the window. */
  readonly from?: ColumnFrom;
  /** Its cells are values: arrows reach each, and the keys of a value are its own. */
  readonly isValue?: boolean;
  readonly cell: (row: Row, index: number) => ReactNode;
}

export interface TableSort {
  readonly key: string;
  readonly order: 'ascending' | 'descending';
}

interface DataTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly sort?: TableSort | undefined;
  readonly onSort?: (key: string) => void;
  /** The row that is open beside the table. */
  readonly chosenKey?: string | undefined;
  readonly onOpen?: (row: Row, isNewTab: boolean) => void;
  /** What the keys of a value do in the row, or the cell of it, that has the focus; where rows are selected, in all of them. */
  readonly valueKeys?: (rows: readonly Row[], columnKey: string) => ValueKeys;
  /** A press on a row opens the menu of its first value. */
  readonly opensMenu?: boolean;
  /** Whole rows after the others: Other, Total. */
  readonly foot?: ReactNode;
  readonly isDense?: boolean;
  /** Few columns are left on a phone: they fit, and nothing scrolls sideways. */
  readonly isNarrow?: boolean;
  /** What is left out is brought back in a menu beside the table. */
  readonly hasColumnMenu?: boolean;
}

const VIRTUAL_FROM = 200;
const ROW_PX = { plain: 36, dense: 28 } as const;
/** What a column without a width needs for a name to be read. */
const LEAST_NAME_PX = 160;

export function DataTable<Row>({
  label,
  columns: given,
  rows,
  rowKey,
  sort,
  onSort,
  chosenKey,
  onOpen: open,
  valueKeys,
  opensMenu = false,
  foot,
  isDense = false,
  isNarrow = false,
  hasColumnMenu = false,
}: DataTableProps<Row>) {
  const frame = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a row's key is its own, whichever function reads it.
  const names = useMemo(() => rowNames(rows, rowKey), [rows]);
  const { at: current, choose, focusEvents } = useCurrentRow(body, names, chosenKey);
  useStickyHead(frame);
  // Chosen by an address, it may lie far below.
  useEffect(() => {
    if (chosenKey === undefined) return;
    const rows = [...(body.current?.rows ?? [])];
    rows.find(({ dataset }) => dataset['row'] === chosenKey)?.scrollIntoView({ block: 'nearest' });
  }, [chosenKey]);
  const { columns, hidden, isAll, toggle } = useSeenColumns(given);
  const selection = useRowSelection(rows, rowKey);
  const { rows: shown, belowPx } = useWindowRows(body, {
    isOn: rows.length > VIRTUAL_FROM,
    kept: Math.max(0, current),
    count: rows.length,
    guessPx: isDense ? ROW_PX.dense : ROW_PX.plain,
  });

  const doors = useCellDoors();
  const rowElement = (index: number) => body.current?.querySelector<HTMLElement>(`[data-index="${index}"]`) ?? null;
  const onOpen = opensMenu ? (row: Row): void => doors.ask(rowElement(rows.indexOf(row))) : open;
  // Without columns of values the first one names the row, and is its value.
  const hasValues = columns.some(({ isValue }) => isValue);
  const isDoor = (index: number): boolean =>
    columns[index].isValue || (valueKeys !== undefined && !hasValues && index === 0);

  const move = (to: number): void => {
    const index = Math.max(0, Math.min(rows.length - 1, to));
    const focused = document.activeElement as HTMLElement;
    const at = valueCells(focused.closest('tr')).indexOf(focused);
    // Drawn before it can have the focus; the row before it may be drawn no more.
    flushSync(() => choose(index));
    const row = rowElement(index);
    const target = valueCells(row)[at] ?? row;
    target?.focus({ preventScroll: true });
    target?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isInside(event)) return;
    if (event.target instanceof HTMLElement && event.target.matches('input, select, textarea')) return;
    const steps: Readonly<Record<string, number>> = {
      j: current + 1,
      ArrowDown: current + 1,
      k: current - 1,
      ArrowUp: current - 1,
      Home: 0,
      End: rows.length - 1,
    };
    const key = ownKey(event, settings.value);
    const to = key === null ? undefined : steps[key];
    if (to !== undefined) move(to);
    else if (key === 'ArrowLeft' || key === 'ArrowRight') {
      if (!moveAcross(event.target as HTMLElement, key === 'ArrowRight' ? 1 : -1)) return;
    } else if (
      event.key === 'Enter' &&
      onOpen !== undefined &&
      rows[current] !== undefined &&
      !(event.target as HTMLElement).matches('button, a')
    ) {
      onOpen(rows[current], event.metaKey || event.ctrlKey);
    } else if (
      key === ' ' &&
      valueKeys !== undefined &&
      rows[current] !== undefined &&
      !(event.target as HTMLElement).matches('button, a')
    ) {
      selection.toggle(rows[current]);
    } else if (valueKeys !== undefined && isMenuKey(event)) {
      doors.ask(event.target as Element);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const focusedKeys = (): ValueKeys | undefined => {
    const focus = document.activeElement;
    const row = body.current?.contains(focus) ? rows[Number(focus?.closest('tr')?.dataset['index'])] : undefined;
    const at = focus?.closest('td')?.cellIndex ?? 0;
    const taken = selection.rows.length > 0 ? selection.rows : row === undefined ? [] : [row];
    return row === undefined ? undefined : valueKeys?.(taken, columns[at].key);
  };
  // By name: what the document still shows may have moved, or gone, in the rows that are drawn next.
  const keysOf = (key: string, column: string): ValueKeys => {
    const row = rows.find((one) => rowKey(one) === key);
    const isThere = row !== undefined && columns.some((one) => one.key === column);
    return isThere && valueKeys !== undefined ? valueKeys([row], column) : {};
  };
  useKeys(
    Object.fromEntries(
      VALUE_KEYS.map((name) => [
        name,
        () => {
          const act = focusedKeys()?.[name];
          return act === undefined ? false : act();
        },
      ]),
    ),
  );

  return (
    <div
      ref={frame}
      className={styles.scroll}
      data-all={isAll ? '' : undefined}
      {...(valueKeys === undefined ? {} : doors.wake)}
    >
      {hidden > 0 && !hasColumnMenu && (
        <Button kind="quiet" className={styles.moreColumns} aria-expanded={isAll} onClick={toggle}>
          {isAll ? 'Fewer columns' : `${hidden} more ${hidden === 1 ? 'column' : 'columns'}`}
        </Button>
      )}
      <table
        className={classNames(styles.table, isDense && styles.dense, isNarrow && !isAll && styles.narrow)}
        style={leastWidths(columns) as CSSProperties}
        aria-label={label}
        aria-rowcount={rows.length}
      >
        <colgroup>
          {columns.map(({ key, width, phoneWidth, from }) => (
            <col
              key={key}
              className={from === undefined ? undefined : styles[from]}
              style={{ '--column-width': pixels(width), '--phone-width': pixels(phoneWidth) } as CSSProperties}
            />
          ))}
        </colgroup>
        <TableHead columns={columns} sort={sort} onSort={onSort} />
        <tbody ref={body} onKeyDown={onKeyDown} {...focusEvents}>
          {shown.map(({ index, gapPx }) => {
            const row = rows[index];
            return (
              <Fragment key={names[index]}>
                {gapPx > 0 && <Gap height={gapPx} columns={columns.length} />}
                <tr
                  data-index={index}
                  data-row={rowKey(row)}
                  aria-rowindex={index + 1}
                  tabIndex={index === Math.max(0, current) ? 0 : -1}
                  className={classNames(
                    index === current && styles.current,
                    selection.has(row) && styles.selected,
                    onOpen !== undefined && styles.opens,
                    chosenKey !== undefined && rowKey(row) === chosenKey && styles.chosen,
                  )}
                  aria-selected={selection.has(row) || undefined}
                  aria-current={chosenKey !== undefined && rowKey(row) === chosenKey ? true : undefined}
                  onFocus={() => choose(index)}
                  onClick={(event) => {
                    if (onOpen === undefined || !isInside(event) || isPressable(event.target)) return;
                    onOpen(row, event.metaKey || event.ctrlKey);
                  }}
                  // The middle button opens as it does on a link; without this it scrolls.
                  onMouseDown={(event) => event.button === 1 && onOpen !== undefined && event.preventDefault()}
                  onAuxClick={(event) =>
                    event.button === 1 && isInside(event) && !isPressable(event.target) && onOpen?.(row, true)
                  }
                >
                  {columns.map(({ key, align, isBeside, from, cell }, at) => (
                    <td
                      key={key}
                      {...(isDoor(at) ? { 'data-cell': key, tabIndex: -1 } : {})}
                      className={classNames(
                        align === 'right' && styles.right,
                        isBeside && styles.beside,
                        from !== undefined && styles[from],
                      )}
                    >
                      {visiblePart(cell(row, index))}
                    </td>
                  ))}
                </tr>
              </Fragment>
            );
          })}
          {belowPx > 0 && <Gap height={belowPx} columns={columns.length} />}
        </tbody>
        {foot !== undefined && <tfoot>{foot}</tfoot>}
      </table>
      {valueKeys !== undefined && (
        <>
          <SelectionBar count={selection.rows.length} keys={usedKeys(valueKeys(selection.rows, columns[0].key))} />
          {doors.of(body, keysOf)}
        </>
      )}
    </div>
  );
}

/** A cell's menu lies elsewhere in the document, and React hands its presses to the cell's row all the same. */
function isInside({ currentTarget, target }: SyntheticEvent): boolean {
  return currentTarget.contains(target as Node);
}

/** Below these a table scrolls sideways, instead of squeezing its names away. */
function leastWidths(columns: readonly Column<never>[]): Readonly<Record<string, string | undefined>> {
  const least = (shown: readonly Column<never>['from'][]): string | undefined =>
    pixels(
      columns.filter(({ from }) => shown.includes(from)).reduce((sum, { width = LEAST_NAME_PX }) => sum + width, 0),
    );
  return {
    '--first-column': pixels(columns[0].width ?? LEAST_NAME_PX),
    '--least-phone': least([undefined]),
    '--least-tablet': least([undefined, 'tablet']),
    '--least-desktop': least([undefined, 'tablet', 'desktop']),
    '--least-wide': least([undefined, 'tablet', 'desktop', 'wide']),
  };
}

function pixels(length: number | undefined): string | undefined {
  return length === undefined ? undefined : `${length}px`;
}

function isMenuKey({ key, shiftKey }: KeyboardEvent): boolean {
  return key === 'ContextMenu' || (key === 'F10' && shiftKey);
}

function isPressable(target: EventTarget): boolean {
  return (target as HTMLElement).closest('button, a') !== null;
}

/** What of a row arrows reach: cells that are values, and what can be pressed in others. */
function valueCells(row: Element | null): readonly HTMLElement[] {
  return [...(row?.querySelectorAll<HTMLElement>('[data-cell]') ?? [])];
}

/** Before the first of its cells is the row itself. */
function moveAcross(from: HTMLElement, by: 1 | -1): boolean {
  const row = from.closest('tr');
  const cells = valueCells(row);
  const to = cells.indexOf(from) + by;
  const next = to < 0 ? row : cells[to];
  next?.focus();
  return next !== null && next !== undefined;
}

function Gap({ height, columns }: { readonly height: number; readonly columns: number }) {
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  );
}
