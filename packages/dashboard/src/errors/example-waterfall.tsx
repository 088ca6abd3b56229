// The newest example as a small waterfall: where in its trace it failed, and how long what led there took.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { leanTrace } from '../api/api-queries.ts';
import type { LeanTrace } from '../api/api-types.ts';
import { groupTones } from '../charts/group-tones.ts';
import { durationText } from '../format/duration.ts';
import { leanTraceModel } from '../trace/lean-trace-model.ts';
import { Answer } from '../ui/panel-state.tsx';
import { exampleRows } from './example-rows.ts';
import styles from './example-waterfall.module.css';

interface ExampleWaterfallProps {
  readonly traceId: string;
  readonly spanId: string;
}

const SHOWN = 6;
const ROW_PX = 20;

export function ExampleWaterfall({ traceId, spanId }: ExampleWaterfallProps) {
  const query = useQuery(leanTrace(traceId));
  return (
    <Answer query={query} minHeight={SHOWN * ROW_PX} costRows={({ stats }) => stats.rows}>
      {(trace) => <Rows trace={trace} spanId={spanId} />}
    </Answer>
  );
}

function Rows({ trace, spanId }: { readonly trace: LeanTrace; readonly spanId: string }) {
  const model = useMemo(() => leanTraceModel(trace), [trace]);
  const rows = exampleRows(model, spanId, SHOWN);
  const percent = (ns: number): string => `${(ns / model.durationNs) * 100}%`;
  const toneOf = groupTones(model.services.map(({ service }) => service));
  return (
    <ol className={styles.rows}>
      {rows.map(({ index, name, service, startNs, durationNs, openNs, isUnfinished, isError, span }) => (
        <li key={index}>
          <Link
            to="/trace/$id"
            params={{ id: model.traceId }}
            search={{ span: span.spanId }}
            title={`${name}, ${service}: open in the trace`}
            aria-current={span.spanId === spanId}
          >
            <span className={styles.name}>
              <span>{name}</span>
              {isError && <CircleAlert size={12} className={styles.error} aria-label="error" />}
            </span>
            <span className={styles.time} aria-hidden="true">
              <i
                style={{
                  left: percent(startNs),
                  width: percent(openNs),
                  background: `var(--${toneOf(service)})`,
                }}
              />
            </span>
            <span className={styles.duration}>{isUnfinished ? 'never ended' : durationText(durationNs / 1e6)}</span>
          </Link>
        </li>
      ))}
    </ol>
  );
}
