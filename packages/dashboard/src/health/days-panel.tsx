// The lake day by day: how much came, and how much of it compaction has taken.
import { bytesText } from '../format/bytes.ts';
import { countText, percentText } from '../format/count.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './health-page.module.css';
import type { Stats } from './lake-state.ts';

type Day = Stats['lake']['days'][number];

const COLUMNS: readonly Column<Day>[] = [
  { key: 'day', title: 'Day, UTC', width: 104, cell: ({ day }) => day },
  { key: 'rows', title: 'Spans', align: 'right', width: 90, cell: ({ rows }) => countText(rows) },
  { key: 'files', title: 'Files', align: 'right', width: 60, from: 'tablet', cell: ({ files }) => countText(files) },
  {
    key: 'size',
    title: 'Size',
    align: 'right',
    width: 90,
    phoneWidth: 90,
    cell: ({ sizeBytes }) => bytesText(sizeBytes),
  },
  {
    key: 'compacted',
    title: 'Compacted',
    width: 130,
    from: 'tablet',
    cell: ({ rows, compactedRows }) => (
      <span className={styles.share}>
        <Meter share={compactedRows / rows} width={56} /> {percentText(compactedRows / rows)}
      </span>
    ),
  },
];

export function DaysPanel({ days }: { readonly days: readonly Day[] }) {
  if (days.length === 0) return null;
  return (
    <Panel title="Day by day">
      <DataTable label="Days" columns={[...COLUMNS]} rows={[...days]} rowKey={({ day }) => day} isDense isNarrow />
    </Panel>
  );
}
