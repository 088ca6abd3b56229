// A trace by its id, shortened; opens at the span.
import { Link } from '@tanstack/react-router';
import styles from './trace-link.module.css';

interface TraceLinkProps {
  readonly traceId: string;
  readonly spanId?: string;
}

export function TraceLink({ traceId, spanId }: TraceLinkProps) {
  return (
    <Link
      to="/trace/$id"
      params={{ id: traceId }}
      search={spanId === undefined ? {} : { span: spanId }}
      className={styles.link}
      title={traceId}
    >
      {shortId(traceId)}
    </Link>
  );
}

export function shortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
