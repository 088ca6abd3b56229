// The states of a panel, drawn once: loading, empty, failed, a part; and an answer that is kept, dimmed, until the next is there.
import { type UseQueryResult, useQueryClient } from '@tanstack/react-query';
import { CircleAlert, TriangleAlert } from 'lucide-react';
import { lazy, type ReactNode, useState } from 'react';
import { ApiProblem } from '../api/api-problem.ts';
import { CLAUSE_NAMES, problemPlace, problemWords } from '../api/problem-place.ts';
import { momentText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import { CostLine } from './cost-line.tsx';
import { LateExtra } from './late-extra.tsx';
import { statsOf } from './left-out.ts';
import { Panel } from './panel.tsx';
import styles from './panel-state.module.css';

/** As the style sheet has it. */
const COST_PX = 22;
// Few answers are noted upon.
const PartialLine = lazy(async () => ({ default: (await import('./partial-line.tsx')).PartialLine }));

interface AnswerProps<T> {
  readonly query: Pick<
    UseQueryResult<T>,
    'data' | 'dataUpdatedAt' | 'error' | 'isPlaceholderData' | 'fetchStatus' | 'refetch'
  >;
  /** The frame's height, so that nothing moves when the answer comes. */
  readonly minHeight?: number;
  /** What is drawn of an answer has panels of its own: until then there is one around it, of this name. */
  readonly frame?: string;
  /** What it cost stands under what is drawn of it: of so many rows. Not where the panel's head says it. */
  readonly costRows?: (data: T) => number;
  /** What mends a failure that asking again does not. */
  readonly mend?: ReactNode;
  readonly children: (data: T) => ReactNode;
}

export function Answer<T>({ query, minHeight = 120, frame, costRows, mend, children }: AnswerProps<T>) {
  const { data, dataUpdatedAt, error, isPlaceholderData, fetchStatus, refetch } = query;
  const cancel = useCancel(refetch);
  const [isCancelled, setCancelled] = useState(false);
  if (data === undefined) {
    const retry = (): void => {
      setCancelled(false);
      void refetch();
    };
    const state =
      error !== null ? (
        <Failed error={error} onRetry={retry} minHeight={minHeight} mend={mend} />
      ) : isCancelled && fetchStatus === 'idle' ? (
        <Empty title="Cancelled" minHeight={minHeight} action={<Button onClick={retry}>Ask again</Button>} />
      ) : (
        <Loading
          minHeight={minHeight + (costRows === undefined ? 0 : COST_PX)}
          onCancel={() => {
            setCancelled(true);
            cancel();
          }}
        />
      );
    return frame === undefined ? state : <Panel label={frame}>{state}</Panel>;
  }
  const stats = statsOf(data);
  return (
    // Cancelled, the answer before stays dimmed, and nothing more comes.
    <div className={isPlaceholderData ? styles.old : undefined} aria-busy={isPlaceholderData && fetchStatus !== 'idle'}>
      {error !== null && <NotRenewed error={error} sinceMs={dataUpdatedAt} onRetry={() => void refetch()} />}
      {stats !== undefined && stats.notes.length > 0 && (
        <LateExtra>
          <PartialLine stats={stats} />
        </LateExtra>
      )}
      {children(data)}
      {costRows !== undefined && stats !== undefined && (
        <p className={styles.cost}>
          <CostLine stats={stats} rows={costRows(data)} />
        </p>
      )}
    </div>
  );
}

interface NotRenewedProps {
  readonly error: Error;
  readonly sinceMs: number;
  readonly onRetry: () => void;
}

/** Above an answer that was asked anew and did not come: what is seen is of then. Not lazy: the server that has its code may be what is away. */
function NotRenewed({ error, sinceMs, onRetry }: NotRenewedProps) {
  const { zone } = useSettings();
  const reason = error instanceof ApiProblem ? problemWords(error).title : error.message;
  return (
    <p className={styles.notRenewed} role="status">
      <TriangleAlert size={14} aria-hidden="true" />
      <span>
        <b>Not renewed since {momentText(sinceMs, zone, Date.now())}.</b> {reason}.
      </span>
      <button type="button" onClick={onRetry}>
        Retry
      </button>
    </p>
  );
}

/** Of what is asked by whoever has this `refetch`: a result does not name its question. */
function useCancel(refetch: AnswerProps<unknown>['query']['refetch']): () => void {
  const client = useQueryClient();
  return () =>
    void client.cancelQueries({ predicate: ({ observers }) => observers.some((one) => one.refetch === refetch) });
}

interface LoadingProps {
  readonly minHeight: number;
  readonly onCancel?: () => void;
}

/** Skeleton lines, after 150 ms; after a second they can be cancelled. */
export function Loading({ minHeight, onCancel }: LoadingProps) {
  return (
    <div className={classNames(styles.state, styles.loading)} style={{ minHeight }} role="status">
      <span className="hidden-text">Loading</span>
      <i />
      <i />
      <i />
      <i />
      {onCancel !== undefined && (
        <Button kind="quiet" className={styles.cancel} onClick={onCancel}>
          Cancel
        </Button>
      )}
    </div>
  );
}

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  readonly minHeight?: number;
}

export function Empty({ title, children, action, minHeight = 120 }: EmptyProps) {
  return (
    <div className={styles.state} style={{ minHeight }}>
      <p className={styles.title}>{title}</p>
      {children !== undefined && <p>{children}</p>}
      {action}
    </div>
  );
}

interface FailedProps {
  readonly error: Error;
  readonly onRetry: () => void;
  readonly minHeight: number;
  readonly mend: ReactNode;
}

/** What happened, the code, the next step. */
function Failed({ error, onRetry, minHeight, mend }: FailedProps) {
  const problem = error instanceof ApiProblem ? error : null;
  const place = problem === null ? null : problemPlace(problem);
  const { title, text, hint } =
    problem === null ? { title: 'The page failed', text: error.message, hint: null } : problemWords(problem);
  return (
    <div className={styles.state} style={{ minHeight }} role="alert">
      <p className={styles.title}>
        <CircleAlert size={16} className={styles.failedMark} aria-hidden="true" />
        {title}
      </p>
      <p>
        {place !== null && `${CLAUSE_NAMES[place.clause]}: `}
        {text} {problem !== null && <code>{problem.code}</code>}
      </p>
      {hint !== null && <p>{hint}</p>}
      <span className={styles.actions}>{mend ?? <Button onClick={onRetry}>Retry</Button>}</span>
    </div>
  );
}
