// Traces with a span that fits: the slowest, the newest, or those that failed; each opens at that span.

import { useQuery } from '@tanstack/react-query';
import type { FilterNode, StructuredQuery } from '@tracelake/query/structured';
import { CircleAlert, Clock } from 'lucide-react';
import { useState } from 'react';
import { structuredQuery } from '../api/api-queries.ts';
import { kindOfField, numberOf, valueText } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import { durationMeasure } from '../format/duration.ts';
import { momentText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import type { TimeRange } from '../time/time-range.ts';
import { Badge } from '../ui/badge.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Measure, NoMeasure } from '../ui/measure.tsx';
import { Meter } from '../ui/meter.tsx';
import { Moment } from '../ui/moment.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer, Empty, Loading } from '../ui/panel-state.tsx';
import { Segments } from '../ui/segments.tsx';
import { TraceLink } from '../ui/trace-link.tsx';
import { useGo } from '../ui/use-go.ts';
import { usePickedSpans } from './explore-requests.ts';
import type { ExploreState } from './explore-state.ts';
import { groupValueText } from './group-label.ts';
import { apiTimeMs, spanRows } from './picked-spans.ts';
import styles from './traces-tab.module.css';
import { exploreActions, type ValueActions, valueKeys } from './value-actions.ts';

type Listed = 'slowest' | 'newest' | 'errors';

interface TraceRow {
  readonly traceId: string;
  readonly spanId: string;
  readonly startMs: number;
  readonly durationMs: number;
  readonly isError: boolean;
  /** Of the attributes, in their order. */
  readonly values: readonly unknown[];
}

const COLUMNS = ['trace_id', 'span_id', 'time', 'duration_ms', 'status_code'];
/** What tells spans apart where nobody says which attributes do. */
const NAMES = ['name', 'service_name'];
const SHOWN = 100;
/** Beside attributes the bar and the time have less room: all of them are seen without scrolling. */
const WIDTHS = { names: { start: 130, bar: 160 }, attributes: { start: 104, bar: 100 } } as const;
const ATTRIBUTE_PX = 124;

export function TracesTab({ state }: { readonly state: ExploreState }) {
  const { bound, spans: picked } = usePickedSpans(state);
  if (picked === null)
    return (
      <Answer query={bound} minHeight={280} frame="Traces">
        {() => <Loading minHeight={280} />}
      </Answer>
    );
  return (
    <TracesPanel
      title={state.box === null ? 'Traces' : 'Traces in the box'}
      filters={picked.filters}
      range={picked.range}
      {...(state.query.calculatedFields === undefined ? {} : { calculatedFields: state.query.calculatedFields })}
      actions={exploreActions(state)}
    />
  );
}

interface TracesPanelProps {
  readonly title: string;
  readonly filters: readonly FilterNode[];
  /** That conditions may be of. */
  readonly calculatedFields?: StructuredQuery['calculatedFields'];
  readonly range: TimeRange;
  /** What a value's keys do. */
  readonly actions: ValueActions;
  /** Columns in place of the span's name: where all of them have the same. */
  readonly attributes?: readonly string[];
  readonly isDense?: boolean;
}

export function TracesPanel({
  title,
  filters: picked,
  calculatedFields,
  range,
  actions,
  attributes,
  isDense = false,
}: TracesPanelProps) {
  const [listed, setListed] = useState<Listed>('slowest');
  const { nowMs } = useRangeClock();
  const { zone } = useSettings();
  const go = useGo();
  const filters =
    listed === 'errors' ? [...picked, { column: 'status_code', op: '=', value: 'ERROR' } as const] : picked;
  const names = attributes ?? NAMES;
  const widths = WIDTHS[attributes === undefined ? 'names' : 'attributes'];
  const column = listed === 'slowest' ? 'duration_ms' : 'time';
  const query = useQuery(
    structuredQuery(
      {
        ...spanRows([...COLUMNS, ...names], filters, [{ column, order: 'descending' }], SHOWN),
        ...(calculatedFields === undefined ? {} : { calculatedFields }),
      },
      range,
    ),
  );
  const rows = (query.data?.rows ?? []).map(traceRow);
  const longest = Math.max(1e-9, ...rows.map(({ durationMs }) => durationMs));
  const columns: Column<TraceRow>[] = [
    {
      key: 'start',
      title: 'Started',
      width: widths.start,
      cell: ({ startMs }) => <Moment ms={startMs}>{momentText(startMs, zone, nowMs)}</Moment>,
    },
    ...(attributes === undefined ? [SPAN_COLUMN] : []),
    {
      key: 'result',
      title: 'Result',
      width: 90,
      cell: ({ isError, values }) =>
        values[names.indexOf(PLATFORM_STATUS)] === 'timeout' ? (
          <Badge tone="warn" icon={<Clock size={11} />}>
            timeout
          </Badge>
        ) : isError ? (
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
      width: widths.bar + 20,
      from: 'tablet',
      cell: ({ durationMs }) => <Meter share={durationMs / longest} width={widths.bar} />,
    },
    ...(attributes ?? []).map(attributeColumn).filter(({ key }) => key !== PLATFORM_STATUS),
    {
      key: 'trace',
      title: 'Trace',
      width: 120,
      isValue: true,
      cell: ({ traceId, spanId }) => <TraceLink traceId={traceId} spanId={spanId} isCell />,
    },
  ];
  return (
    <Panel
      title={title}
      note={
        <Segments
          label="Which traces"
          value={listed}
          onChange={setListed}
          options={[
            { value: 'newest', label: 'Newest' },
            { value: 'slowest', label: 'Slowest' },
            { value: 'errors', label: 'Errors' },
          ]}
        />
      }
      meta={rows.length >= SHOWN && (listed === 'errors' ? `the newest ${SHOWN} of them` : `the ${listed} ${SHOWN}`)}
      side={<CostLine stats={query.data?.stats} rows={query.data === undefined ? undefined : rows.length} />}
    >
      <Answer query={query}>
        {() =>
          rows.length === 0 ? (
            <Empty title="No trace fits" />
          ) : (
            <DataTable
              label="Traces"
              isDense={isDense}
              columns={columns}
              rows={rows}
              rowKey={({ traceId, spanId }) => traceId + spanId}
              valueKeys={(chosen, key) =>
                valueKeys(
                  actions,
                  chosen.map(({ traceId, values }) =>
                    key === 'trace'
                      ? { column: 'trace_id', value: traceId }
                      : {
                          column: names.includes(key) ? key : names[0],
                          value: values[Math.max(0, names.indexOf(key))],
                        },
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

const SPAN_COLUMN: Column<TraceRow> = {
  key: 'name',
  title: 'Span',
  isValue: true,
  cell: ({ values: [name, service] }) => (
    <>
      {groupValueText(name)} {service !== name && <small className={styles.service}>{groupValueText(service)}</small>}
    </>
  ),
};

/** Those that most functions have, in a word. */
const TITLES: Readonly<Record<string, string>> = {
  'service.version': 'Version',
  'aws.lambda.memory_used_mb': 'Memory',
};

function attributeColumn(key: string, at: number): Column<TraceRow> {
  const kind = kindOfField(key);
  const isMemory = key.endsWith('_mb');
  return {
    key,
    title: TITLES[key] ?? key,
    ...(isMemory ? { align: 'right', width: 84 } : { width: key === 'service.version' ? 84 : ATTRIBUTE_PX }),
    from: 'tablet',
    isValue: true,
    cell: ({ values }) => {
      const number = numberOf(values[at]);
      if (isMemory) return number === null ? <NoMeasure /> : <Measure digits={countText(number)} unit="MB" />;
      return typeof values[at] === 'number' ? valueText(values[at], kind) : groupValueText(values[at]);
    },
  };
}

/** What Lambda's platform says of an invocation; it is the result, not a column. */
export const PLATFORM_STATUS = 'aws.lambda.status';

function traceRow([traceId, spanId, time, duration, status, ...values]: readonly unknown[]): TraceRow {
  return {
    traceId: String(traceId),
    spanId: String(spanId),
    startMs: apiTimeMs(time),
    durationMs: numberOf(duration) ?? 0,
    isError: status === 'ERROR',
    values,
  };
}
