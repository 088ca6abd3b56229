// A trace by its id, shortened; opens at the span.
import { Link } from '@tanstack/react-router';
import styles from './trace-link.module.css';

interface TraceLinkProps {
  readonly traceId: string;
  readonly spanId?: string;
  /** In a table, whose arrows reach it: Tab would stop at each of a hundred. */
  readonly isCell?: boolean;
}

export function TraceLink({ traceId, spanId, isCell = false }: TraceLinkProps) {
  return (
    <Link
      to="/trace/$id"
      params={{ id: traceId }}
      search={spanId === undefined ? {} : { span: spanId }}
      className={styles.link}
      title={traceId}
      {...(isCell ? { 'data-cell': '', tabIndex: -1 } : {})}
    >
      {shortId(traceId)}
    </Link>
  );
}

export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
