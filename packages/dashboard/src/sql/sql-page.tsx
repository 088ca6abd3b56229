// SQL: anything else. A plain field for the statement, run by keys, its answer as a table with full precision.
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { sqlQuery } from '../api/api-queries.ts';
import type { QueryResult } from '../api/api-types.ts';
import { countText } from '../format/count.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useChangeSearch } from '../page-search.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Button } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import styles from './sql-page.module.css';

const route = getRouteApi('/sql');
const ROWS = 1000;
const EXAMPLE = `SELECT service_name, count(*) AS n, approx_percentile(duration_ms, 0.95) AS p95_ms
FROM spans
WHERE main
GROUP BY 1
ORDER BY p95_ms DESC`;

export function SqlPage() {
  const { sql: asked } = route.useSearch();
  const change = useChangeSearch();
  const { range, refresh } = useRangeClock();
  const [text, setText] = useState(asked ?? EXAMPLE);
  const query = useQuery({ ...sqlQuery(asked ?? '', range, ROWS), enabled: asked !== undefined });
  const run = (): void => {
    if (text === asked) refresh();
    else change({ sql: text });
  };
  useKeys({ run });
  return (
    <div className={styles.page}>
      <h1>SQL</h1>
      <Panel label="Statement">
        <textarea
          aria-label="SQL"
          className={styles.editor}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
          spellCheck={false}
          rows={Math.min(18, Math.max(6, text.split('\n').length + 1))}
        />
        <footer className={styles.foot}>
          <span>Trino SQL over the range of time above; every attribute is a column of spans.</span>
          <Button kind="main" hint="run" onClick={run}>
            Run
          </Button>
        </footer>
      </Panel>
      <Panel title="Result" side={<CostLine stats={query.data?.stats} rows={query.data?.rows.length} />}>
        {asked === undefined ? (
          <Empty title="No answer yet">Run the statement above, or one of your own.</Empty>
        ) : (
          <Answer query={query} minHeight={200}>
            {(data) => <ResultTable result={data} />}
          </Answer>
        )}
      </Panel>
    </div>
  );
}

const NUMBERS = /^(?:bigint|integer|smallint|tinyint|double|real|decimal)/;
const COLUMN_PX = 180;

function ResultTable({ result }: { readonly result: QueryResult }) {
  if (result.rows.length === 0) return <Empty title="No rows" />;
  const columns = result.columns.map(
    ({ name, type }, at): Column<readonly unknown[]> => ({
      key: `${at} ${name}`,
      title: <span title={type}>{name}</span>,
      ...(NUMBERS.test(type) ? { align: 'right' as const } : {}),
      ...(result.columns.length > 6 ? { width: COLUMN_PX } : {}),
      cell: (row) => <span title={cellText(row[at])}>{cellText(row[at])}</span>,
    }),
  );
  const places = new Map(result.rows.map((row, at) => [row, at]));
  return (
    <>
      <DataTable
        label="Result"
        columns={columns}
        rows={result.rows}
        rowKey={(row) => String(places.get(row))}
        isDense
      />
      {result.truncated === true && (
        <p className={styles.note}>The first {countText(result.rows.length)} rows; the API streams all of them.</p>
      )}
    </>
  );
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
