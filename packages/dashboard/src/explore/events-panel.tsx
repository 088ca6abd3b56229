// Raw events: one row a span, newest first, with the columns that are wanted, page after page.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { StructuredQuery } from '@tracelake/query/structured';
import { Columns3, Download, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { eventPages } from '../api/api-queries.ts';
import { kindOfField, numberOf, valueText } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { csvText } from '../format/csv-text.ts';
import { momentText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { useChangeSearch } from '../page-search.ts';
import { useSettings } from '../settings.ts';
import { useHeldRange } from '../time/held-range.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Popover } from '../ui/popover.tsx';
import { saveFile } from '../ui/save-file.ts';
import { useGo } from '../ui/use-go.ts';
import { AttributePicker } from './attribute-picker.tsx';
import { columnsText, MOST_EVENT_COLUMNS, parseColumns } from './event-columns.ts';
import styles from './events-panel.module.css';
import { groupValueText } from './group-label.ts';
import { type ValueActions, valueKeys } from './value-actions.ts';

interface EventsPanelProps {
  readonly title: string;
  /** Which spans: its filters and calculated fields. */
  readonly query: StructuredQuery;
  /** Where the address names none. */
  readonly usual: readonly string[];
  readonly range: TimeRange;
  /** What a value's keys do. */
  readonly actions: ValueActions;
}

export function EventsPanel({ title, query: asked, usual, range: now, actions }: EventsPanelProps) {
  const { cols } = useSearch({ strict: false }) as { cols?: string };
  const change = useChangeSearch();
  const { zone } = useSettings();
  const { nowMs } = useRangeClock();
  const columns = parseColumns(cols) ?? usual;
  const choose = (next: readonly string[]): void => {
    if (next.length > 0) change({ cols: columnsText(next) }, true);
  };
  const list = useRef<HTMLDivElement>(null);
  const pagesRead = useRef(0);
  const range = useHeldRange(
    now,
    JSON.stringify([asked, columns]),
    () => pagesRead.current > 1 || list.current?.contains(document.activeElement) === true,
  );
  const query = useInfiniteQuery(eventPages(asked, columns, range));
  const pages = query.data?.pages ?? [];
  pagesRead.current = pages.length;
  const rows = pages.flatMap((page) => page.rows);
  // Of what is drawn: the answer to other columns may be under way.
  const drawn = pages[0]?.asked ?? columns;
  return (
    <Panel
      title={title}
      note={
        rows.length > 0 &&
        `the newest ${countText(rows.length)}${query.hasNextPage ? '' : ', no more'}${range.endMs === now.endMs ? '' : `, up to ${momentText(range.endMs, zone, nowMs)}`}`
      }
      side={
        <>
          <CostLine stats={pages.at(-1)?.stats} rows={rows.length} />
          <Button
            kind="quiet"
            icon={<Download size={14} />}
            disabled={rows.length === 0}
            onClick={() =>
              saveFile(
                'events.csv',
                csvText(
                  pages[0].columns.map(({ name }) => name),
                  rows,
                ),
                'text/csv',
              )
            }
          >
            CSV
          </Button>
          <ColumnPicker columns={columns} onChoose={choose} />
        </>
      }
    >
      {/* Of a page that did not come is told where it was asked for. */}
      <Answer query={query.isFetchNextPageError ? { ...query, error: null } : query}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No spans match" />
          ) : (
            <div ref={list}>
              <EventTable
                columns={drawn}
                rows={rows}
                actions={actions}
                onRemove={(key) => choose(columns.filter((one) => one !== key))}
              />
              {query.hasNextPage && (
                <p className={styles.more}>
                  <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                    {query.isFetchingNextPage ? 'Loading' : 'Load more'}
                  </Button>
                  {query.isFetchNextPageError && <span role="alert">{query.error?.message}</span>}
                </p>
              )}
            </div>
          )
        }
      </Answer>
    </Panel>
  );
}

interface ColumnPickerProps {
  readonly columns: readonly string[];
  readonly onChoose: (columns: readonly string[]) => void;
}

function ColumnPicker({ columns, onChoose }: ColumnPickerProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover
      label="Add a column"
      align="end"
      isOpen={isOpen}
      onOpenChange={setOpen}
      trigger={
        <Button kind="quiet" icon={<Columns3 size={14} />} disabled={columns.length >= MOST_EVENT_COLUMNS}>
          Columns
        </Button>
      }
    >
      <AttributePicker
        label="Add which column"
        onPick={(key) => {
          onChoose([...columns.filter((one) => one !== key), key]);
          setOpen(false);
        }}
      />
    </Popover>
  );
}

/** What the API puts before the columns that were asked for: start, trace, span, kind. */
const IDENTITY = 4;
/** Above this many a column gets a width of its own, and the table scrolls. */
const FLUID_COLUMNS = 6;

interface EventTableProps {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly actions: ValueActions;
  readonly onRemove: (key: string) => void;
}

function EventTable({ columns, rows, actions, onRemove }: EventTableProps) {
  const go = useGo();
  const { zone } = useSettings();
  const { nowMs } = useRangeClock();
  const table: Column<readonly unknown[]>[] = [
    {
      key: 'time',
      title: 'time',
      width: 160,
      cell: ([start]) => {
        const nanos = BigInt(String(start));
        const ms = Number(nanos / 1_000_000n);
        return (
          <Moment ms={ms} nanos={nanos}>
            {momentText(ms, zone, nowMs, 'milliseconds')}
          </Moment>
        );
      },
    },
    ...columns.map((key, at): Column<readonly unknown[]> => {
      const isRight = isNumbers(rows, IDENTITY + at);
      const isFluid = columns.length <= FLUID_COLUMNS && kindOfField(key) === 'number';
      return {
        key,
        title: (
          <span className={classNames(styles.title, isRight && styles.rightTitle)}>
            {visibleText(key)}
            <IconButton
              label={`Remove the column ${key}`}
              icon={<X size={11} />}
              disabled={columns.length === 1}
              onClick={() => onRemove(key)}
            />
          </span>
        ),
        ...(isFluid ? {} : { width: Math.max(130, key.length * 8) }),
        ...(isRight ? { align: 'right' as const } : {}),
        isValue: true,
        cell: (row) => {
          const value = row[IDENTITY + at];
          const text = cellText(key, value);
          return key === 'status_code' && value === 'ERROR' ? <span className={styles.error}>{text}</span> : text;
        },
      };
    }),
  ];
  return (
    <DataTable
      label="Events"
      columns={table}
      rows={rows}
      rowKey={(row) => row.slice(0, IDENTITY).join(' ')}
      isDense
      // Of the column that has the focus, else of the first that was asked for.
      valueKeys={(chosen, key) => {
        const at = Math.max(0, columns.indexOf(key));
        return valueKeys(
          actions,
          chosen.map((row) => ({ column: columns[at], value: row[IDENTITY + at] })),
        );
      }}
      onOpen={([, traceId, spanId], isNewTab) =>
        go({ to: '/trace/$id', params: { id: String(traceId) }, search: { span: String(spanId) } }, isNewTab)
      }
    />
  );
}

/** Of the rows that have it. */
function isNumbers(rows: readonly (readonly unknown[])[], at: number): boolean {
  const values = rows.flatMap((row) => (row[at] === null || row[at] === undefined ? [] : [row[at]]));
  return values.length > 0 && values.every((value) => typeof value === 'number');
}

function cellText(key: string, value: unknown): string {
  const kind = kindOfField(key);
  const number = kind === 'number' ? null : numberOf(value);
  return number === null ? groupValueText(value) : valueText(number, kind);
}
