// Traces with a span that fits: the slowest, the newest, or those that failed; each opens at that span.

import { useQuery } from '@tanstack/react-query';
import type { FilterNode } from '@tracelake/query/structured';
import { CircleAlert } from 'lucide-react';
import { useState } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import { numberOf } from '../format/attribute-value.ts';
import { durationMeasure } from '../format/duration.ts';
import { momentText } from '../format/moment.ts';
import { visibleText } from '../format/visible-text.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { Badge } from '../ui/badge.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Measure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { Segments } from '../ui/segments.tsx';
import { TraceLink } from '../ui/trace-link.tsx';
import { useGo } from '../ui/use-go.ts';
import type { ExploreState } from './explore-state.ts';
import { apiTimeMs, pickedFilters, pickedRange, spanRows } from './picked-spans.ts';
import styles from './traces-tab.module.css';
import { exploreActions, type ValueActions, valueKeys } from './value-actions.ts';

type Listed = 'slowest' | 'newest' | 'errors';

interface TraceRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly startMs: number;
  readonly name: string;
  readonly service: string;
  readonly durationMs: number;
  readonly isError: boolean;
}

const COLUMNS = ['trace_id', 'span_id', 'time', 'name', 'service_name', 'duration_ms', 'status_code'];
const SHOWN = 100;

export function TracesTab({ state }: { readonly state: ExploreState }) {
  const { range } = useRangeClock();
  return (
    <TracesPanel
      title={state.box === null ? 'Traces' : 'Traces in the box'}
      filters={pickedFilters(state.query, state)}
      range={pickedRange(range, state.box)}
      actions={exploreActions(state)}
    />
  );
}

interface TracesPanelProps {
  readonly title: string;
  readonly filters: readonly FilterNode[];
  readonly range: TimeRange;
  /** What a value's keys do. */
  readonly actions: ValueActions;
}

export function TracesPanel({ title, filters: picked, range, actions }: TracesPanelProps) {
  const [listed, setListed] = useState<Listed>('slowest');
  const { nowMs } = useRangeClock();
  const { zone } = useSettings();
  const go = useGo();
  const filters =
    listed === 'errors' ? [...picked, { column: 'status_code', op: '=', value: 'ERROR' } as const] : picked;
  const column = listed === 'slowest' ? 'duration_ms' : 'time';
  const query = useQuery(structuredQuery(spanRows(COLUMNS, filters, [{ column, order: 'descending' }], SHOWN), range));
  const rows = (query.data?.rows ?? []).map(traceRow);
  const longest = Math.max(1e-9, ...rows.map(({ durationMs }) => durationMs));
  const columns: Column<TraceRow>[] = [
    { key: 'start', title: 'Started', width: 130, cell: ({ startMs }) => momentText(startMs, zone, nowMs) },
    {
      key: 'name',
      title: 'Span',
      isValue: true,
      cell: ({ name, service }) => (
        <>
          {visibleText(name)} {service !== name && <small className={styles.service}>{visibleText(service)}</small>}
        </>
      ),
    },
    {
      key: 'result',
      title: 'Result',
      width: 90,
      cell: ({ isError }) =>
        isError ? (
          <Badge tone="error" icon={<CircleAlert size={11} />}>
            error
          </Badge>
        ) : (
          <Badge>ok</Badge>
        ),
    },
    {
      key: 'duration',
      title: 'Duration',
      align: 'right',
      width: 96,
      cell: ({ durationMs }) => <Measure {...durationMeasure(durationMs)} />,
    },
    {
      key: 'bar',
      title: <span className="hidden-text">Share of the longest</span>,
      width: 180,
      from: 'tablet',
      cell: ({ durationMs }) => <Meter share={durationMs / longest} width={160} />,
    },
    {
      key: 'trace',
      title: 'Trace',
      width: 120,
      isValue: true,
      cell: ({ traceId, spanId }) => <TraceLink traceId={traceId} spanId={spanId} />,
    },
  ];
  return (
    <Panel
      title={title}
      side={
        <>
          <CostLine stats={query.data?.stats} />
          <Segments
            label="Which traces"
            value={listed}
            onChange={setListed}
            options={[
              { value: 'slowest', label: 'Slowest' },
              { value: 'newest', label: 'Newest' },
              { value: 'errors', label: 'Errors' },
            ]}
          />
        </>
      }
    >
      <Answer query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No trace fits" />
          ) : (
            <DataTable
              label="Traces"
              columns={columns}
              rows={rows}
              rowKey={({ traceId, spanId }) => traceId + spanId}
              valueKeys={(chosen, key) =>
                valueKeys(
                  actions,
                  chosen.map(({ traceId, name }) =>
                    key === 'trace' ? { column: 'trace_id', value: traceId } : { column: 'name', value: name },
                  ),
                )
              }
              onOpen={({ traceId, spanId }, isNewTab) =>
                go({ to: '/trace/$id', params: { id: traceId }, search: { span: spanId } }, isNewTab)
              }
            />
          )
        }
      </Answer>
    </Panel>
  );
}

function traceRow([traceId, spanId, time, name, service, duration, status]: readonly unknown[]): TraceRow {
  return {
    traceId: String(traceId),
    spanId: String(spanId),
    startMs: apiTimeMs(time),
    name: String(name ?? ''),
    service: String(service ?? ''),
    durationMs: numberOf(duration) ?? 0,
    isError: status === 'ERROR',
  };
}
