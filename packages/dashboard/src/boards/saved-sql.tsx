// A saved statement: its chart where one can be drawn and is wanted, else its first rows; what it read below.
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { sqlQuery } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import type { PageSearch } from '../page-address.ts';
import { ResultChart } from '../sql/result-chart.tsx';
import { resultChartData } from '../sql/result-chart-data.ts';
import { ResultTable } from '../sql/result-table.tsx';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { BesideTitle } from './beside-title.tsx';
import type { PanelView } from './panel-view.ts';
import styles from './saved-panel.module.css';

const MOST_ROWS = 200;
const COST_PX = 28;

interface SavedSqlProps {
  readonly sql: string;
  /** What does not fit scrolls. */
  readonly height?: number;
  readonly view?: PanelView | undefined;
  /** Of the panel's head, beside its title. */
  readonly beside: HTMLElement | null;
}

export function SavedSql({ sql, height = 220, view = 'chart', beside }: SavedSqlProps) {
  const { range } = useRangeClock();
  // A statement says itself what it is of.
  const { env } = useSearch({ strict: false }) as PageSearch;
  const [measure, setMeasure] = useState<string | undefined>();
  const query = useQuery(sqlQuery(sql, range, { limit: MOST_ROWS }));
  return (
    <Answer query={query} minHeight={height}>
      {(result) => {
        const chart = view === 'chart' ? resultChartData(result, measure) : null;
        return (
          <>
            <BesideTitle
              slot={beside}
              note={`${countText(result.rows.length)} ${result.rows.length === 1 ? 'row' : 'rows'}${env === undefined ? '' : ', whatever the environment'}`}
            />
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls is reached by keys. */}
            <div className={styles.rows} style={{ maxHeight: height - COST_PX }} tabIndex={0}>
              {chart === null ? (
                <ResultTable result={result} />
              ) : (
                <ResultChart data={chart} result={result} onMeasure={setMeasure} />
              )}
            </div>
            <p className={styles.cost}>
              <CostLine stats={result.stats} />
            </p>
          </>
        );
      }}
    </Answer>
  );
}
