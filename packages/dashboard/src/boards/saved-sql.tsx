// A saved statement: its chart where one can be drawn, else its first rows.
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sqlQuery } from '../api/api-queries.ts';
import { ResultChart } from '../sql/result-chart.tsx';
import { resultChartData } from '../sql/result-chart-data.ts';
import { ResultTable } from '../sql/result-table.tsx';
import { useRangeClock } from '../time/range-clock.tsx';
import { Answer } from '../ui/panel-state.tsx';
import styles from './saved-panel.module.css';

const MOST_ROWS = 200;

interface SavedSqlProps {
  readonly sql: string;
  /** What does not fit scrolls. */
  readonly height?: number;
}

export function SavedSql({ sql, height = 220 }: SavedSqlProps) {
  const { range } = useRangeClock();
  const [measure, setMeasure] = useState<string | undefined>();
  const query = useQuery(sqlQuery(sql, range, { limit: MOST_ROWS }));
  return (
    <Answer query={query} minHeight={height}>
      {(result) => {
        const chart = resultChartData(result, measure);
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by keys.
          <div className={styles.rows} style={{ maxHeight: height }} tabIndex={0}>
            {chart === null ? <ResultTable result={result} /> : <ResultChart data={chart} onMeasure={setMeasure} />}
          </div>
        );
      }}
    </Answer>
  );
}
