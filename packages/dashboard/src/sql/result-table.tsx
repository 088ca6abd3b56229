// The rows of a result: every digit, NULL said, ids of traces as links.
import type { QueryResult } from '../api/api-types.ts';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Empty } from '../ui/panel-state.tsx';
import { TraceLink } from '../ui/trace-link.tsx';
import { isNumberType } from './result-chart-data.ts';
import styles from './result-table.module.css';
import { cellText } from './result-text.ts';

const COLUMN_PX = 180;
const WIDE_FROM = 6;
const TRACE_ID = /^[0-9a-f]{32}$/;

export function ResultTable({ result }: { readonly result: QueryResult }) {
  if (result.rows.length === 0) return <Empty title="No rows" />;
  const places = new Map(result.rows.map((row, at) => [row, at]));
  const columns = result.columns.map(
    ({ name, type }, at): Column<readonly unknown[]> => ({
      key: `${at} ${name}`,
      title: (
        <span title={`${name} ${type}`} className={styles.head}>
          {name} <small>{type}</small>
        </span>
      ),
      ...(isNumberType(type) ? { align: 'right' as const } : {}),
      ...(result.columns.length > WIDE_FROM ? { width: COLUMN_PX } : {}),
      cell: (row) => <Cell value={row[at]} isTrace={name === 'trace_id'} />,
    }),
  );
  return (
    <DataTable label="Result" columns={columns} rows={result.rows} rowKey={(row) => String(places.get(row))} isDense />
  );
}

function Cell({ value, isTrace }: { readonly value: unknown; readonly isTrace: boolean }) {
  if (value === null || value === undefined) return <span className={styles.null}>NULL</span>;
  const text = cellText(value);
  if (isTrace && TRACE_ID.test(text)) return <TraceLink traceId={text} />;
  return <span title={text}>{text}</span>;
}
