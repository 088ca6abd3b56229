// A time chart's numbers as a table, the newest first.
import type { ChartRows } from '../charts/chart-rows.ts';
import { numberOf, type ValueKind, valueText } from '../format/attribute-value.ts';
import { momentText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import styles from './chart-table.module.css';

interface ChartTableProps {
  readonly label: string;
  readonly rows: ChartRows;
  readonly kind: ValueKind;
}

export function ChartTable({ label, rows: { heads, rows }, kind }: ChartTableProps) {
  const { zone } = useSettings();
  const { nowMs } = useRangeClock();
  const columns = heads.map(
    (head, at): Column<ChartRows['rows'][number]> =>
      at === 0
        ? { key: head, title: head, width: 140, cell: ([time]) => momentText(Date.parse(String(time)), zone, nowMs) }
        : {
            key: String(at),
            title: head,
            align: 'right',
            cell: (row) => {
              const value = numberOf(row[at]);
              return value === null ? '–' : valueText(value, kind);
            },
          },
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={styles.table} aria-label={`${label} as a table`} tabIndex={0}>
      <DataTable label={label} columns={columns} rows={[...rows].reverse()} rowKey={([time]) => String(time)} isDense />
    </section>
  );
}
