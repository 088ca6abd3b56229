// Beneath the waterfall: the traces that links lead to, before this one and after it.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Waypoints } from 'lucide-react';
import { useMemo } from 'react';
import { sqlQuery } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { visibleText } from '../format/visible-text.ts';
import { shortId } from '../ui/trace-link.tsx';
import styles from './linked-bar.module.css';
import {
  isHandedOver,
  type LinkedTrace,
  LONGEST_WAIT_MS,
  linkingSpansSql,
  tracesAfter,
  tracesBefore,
} from './linked-traces.ts';
import type { TraceModel } from './trace-model.ts';

interface LinkedBarProps {
  readonly model: TraceModel;
  readonly onSelect: (row: number) => void;
}

const SHOWN = 6;
const ASKED = 100;

export function LinkedBar({ model, onSelect }: LinkedBarProps) {
  const startMs = Number(model.startUnixNano / 1_000_000n);
  const endMs = startMs + Math.ceil(model.durationNs / 1e6) + LONGEST_WAIT_MS;
  const { data } = useQuery({
    ...sqlQuery(linkingSpansSql(model.traceId, ASKED), { startMs, endMs }, { limit: ASKED }),
    enabled: isHandedOver(model),
    placeholderData: undefined,
  });
  const before = useMemo(() => tracesBefore(model), [model]);
  const after = useMemo(() => tracesAfter(model, data?.rows ?? []), [model, data]);
  if (before.length + after.length === 0) return null;
  return (
    <section className={styles.bar} aria-label="Linked traces">
      {before.length > 0 && <LinkedList title="Begun by" traces={before} model={model} onSelect={onSelect} />}
      {after.length > 0 && <LinkedList title="Goes on in" traces={after} model={model} onSelect={onSelect} />}
    </section>
  );
}

interface LinkedListProps extends LinkedBarProps {
  readonly title: string;
  readonly traces: readonly LinkedTrace[];
}

function LinkedList({ title, traces, model, onSelect }: LinkedListProps) {
  return (
    <div className={styles.list}>
      <b>
        <Waypoints size={14} aria-hidden="true" /> {title}
      </b>
      <ul>
        {traces.slice(0, SHOWN).map(({ traceId, spanId, row, name, service, afterNs }) => (
          <li key={traceId + spanId}>
            <Link
              to="/trace/$id"
              params={{ id: traceId }}
              search={spanId === null ? {} : { span: spanId }}
              title={traceId}
            >
              {visibleText(name ?? shortId(traceId))}
            </Link>
            {service !== undefined && <span>{visibleText(service)}</span>}
            {afterNs !== undefined && <span>+{durationText(afterNs / 1e6)}</span>}
            <button type="button" onClick={() => onSelect(row)} title="Select the span of this trace that is linked">
              by {model.spans[row].name}
            </button>
          </li>
        ))}
        {traces.length > SHOWN && <li>and {countText(traces.length - SHOWN)} more</li>}
      </ul>
    </div>
  );
}
