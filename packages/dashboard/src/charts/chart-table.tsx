// A chart's numbers as a table, the newest first.
import { numberOf, valueText } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { momentText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import type { ChartRows } from './chart-rows.ts';
import styles from './chart-table.module.css';

interface ChartTableProps {
  readonly label: string;
  readonly rows: ChartRows;
}

/** What scrolls in its own frame is drawn as a whole. */
const MOST_ROWS = 200;

export function ChartTable({ label, rows: { heads, kinds, rows } }: ChartTableProps) {
  const { zone } = useSettings();
  const { nowMs } = useRangeClock();
  const shown = rows
    .map((cells, at) => ({ at, cells, ms: Date.parse(String(cells[0])) }))
    .sort((one, other) => other.ms - one.ms)
    .slice(0, MOST_ROWS);
  const columns = heads.map(
    (head, at): Column<(typeof shown)[number]> =>
      at === 0
        ? {
            key: head,
            title: head,
            width: 140,
            cell: ({ ms }) => <Moment ms={ms}>{momentText(ms, zone, nowMs)}</Moment>,
          }
        : {
            key: String(at),
            title: head,
            align: 'right',
            cell: ({ cells }) => {
              const value = numberOf(cells[at]);
              return value === null ? '–' : valueText(value, kinds[at - 1]);
            },
          },
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={styles.table} aria-label={`${label} as a table`} tabIndex={0}>
      <DataTable label={label} columns={columns} rows={shown} rowKey={({ at }) => String(at)} isDense />
      {rows.length > MOST_ROWS && (
        <p className={styles.note}>
          The newest {MOST_ROWS} of {countText(rows.length)} rows. CSV in the menu has all of them.
        </p>
      )}
    </section>
  );
}
