// The answer of a statement: a table of full precision, a chart above it where one can be drawn, what it cost, a file to keep.
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { Table2, TrendingUp } from 'lucide-react';
import { useState } from 'react';
import type { QueryResult } from '../api/api-types.ts';
import { countText } from '../format/count.ts';
import { Announced } from '../ui/announced.tsx';
import { Button } from '../ui/button.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Segments } from '../ui/segments.tsx';
import { DownloadMenu } from './download-menu.tsx';
import type { PlainStatement } from './plain-statement.ts';
import { QuestionList } from './question-list.tsx';
import { ResultChart } from './result-chart.tsx';
import { resultChartData } from './result-chart-data.ts';
import styles from './result-panel.module.css';
import { ResultTable } from './result-table.tsx';

interface ResultPanelProps {
  readonly query: UseQueryResult<QueryResult>;
  readonly isAsked: boolean;
  /** Told to run, and not in the address yet. */
  readonly isTold: boolean;
  readonly asked: Parameters<typeof DownloadMenu>[0]['asked'];
  /** What a structured query makes of the statement. */
  readonly plain: PlainStatement;
  /** A question with a name. */
  readonly onPick: (sql: string) => void;
}

export function ResultPanel({ query, isAsked, isTold, asked, plain, onPick }: ResultPanelProps) {
  const [form, setForm] = useState<'table' | 'chart'>('chart');
  const [measure, setMeasure] = useState<string | undefined>();
  const client = useQueryClient();
  // What was answered before belongs to another statement than the one that was stopped.
  const isUnanswered = (query.data === undefined || query.isPlaceholderData) && query.error === null;
  const isCancelled = isAsked && !isTold && isUnanswered && !query.isFetching;
  const data = isCancelled ? undefined : query.data;
  const chart = data === undefined ? null : resultChartData(data, measure);
  return (
    <Panel
      title={isAsked ? 'Result' : 'Questions with a name'}
      note={
        data === undefined ? undefined : `${countText(data.rows.length)} ${data.rows.length === 1 ? 'row' : 'rows'}`
      }
      side={
        <>
          {chart !== null && (
            <Segments
              label="Form"
              value={form}
              options={[
                {
                  value: 'table',
                  label: (
                    <>
                      <Table2 size={14} aria-hidden="true" /> Table
                    </>
                  ),
                },
                {
                  value: 'chart',
                  label: (
                    <>
                      <TrendingUp size={14} aria-hidden="true" /> Chart and table
                    </>
                  ),
                },
              ]}
              onChange={setForm}
            />
          )}
          <CostLine stats={data?.stats} />
          {data !== undefined && <DownloadMenu result={data} asked={asked} />}
        </>
      }
    >
      <Announced
        question={asked.sql}
        stats={!isAsked || query.isPlaceholderData ? undefined : data?.stats}
        isCancelled={isCancelled}
      />
      {!isAsked ? (
        <QuestionList onPick={onPick} />
      ) : isCancelled ? (
        <Empty
          title="Cancelled"
          minHeight={200}
          action={
            <Button onClick={() => client.refetchQueries({ queryKey: ['sql'], type: 'active' })}>Run again</Button>
          }
        >
          The statement was stopped before its answer.
        </Empty>
      ) : (
        <Answer query={query} minHeight={200}>
          {(result) => (
            <>
              {chart !== null && form === 'chart' && (
                <ResultChart
                  data={chart}
                  result={result}
                  fields={plain.fields}
                  from={plain.query}
                  onMeasure={setMeasure}
                />
              )}
              <ResultTable result={result} fields={plain.fields} from={plain.query} />
              {result.truncated === true && (
                <p className={styles.note}>
                  The first {countText(result.rows.length)} rows. Download has all of them, as CSV or NDJSON.
                </p>
              )}
            </>
          )}
        </Answer>
      )}
    </Panel>
  );
}
