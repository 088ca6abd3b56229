// From a failed span to the group of all that fail like it: how often, and since when.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { errorGroups } from '../api/api-queries.ts';
import type { Span } from '../api/api-types.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { rangeAround } from './range-around.ts';
import styles from './span-panel.module.css';

/** The server alone knows which message is the same as another. */
export function ErrorGroupLink({ span }: { readonly span: Span }) {
  const { range } = useRangeClock();
  const startMs = Date.parse(span.start);
  const { data, isPlaceholderData } = useQuery(
    errorGroups({ startMs, endMs: startMs + 1 }, [
      { column: 'trace_id', op: '=', value: span.traceId },
      { column: 'span_id', op: '=', value: span.spanId },
    ]),
  );
  // Of the span before until this one's is there.
  const group = isPlaceholderData ? undefined : data?.errors[0];
  return (
    <p className={styles.group}>
      {group !== undefined && (
        <Link to="/errors/{-$group}" params={{ group: group.group }} search={rangeAround(range, startMs)}>
          All errors like this
        </Link>
      )}
    </p>
  );
}
