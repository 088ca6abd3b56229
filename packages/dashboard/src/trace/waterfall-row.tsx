// One span: where it stands in the tree, its bar in time, and what happened in it.
import { Link } from '@tanstack/react-router';
import {
  ChevronDown,
  ChevronRight,
  CircleAlert,
  Database,
  Globe,
  List,
  Snowflake,
  SquareFunction,
  Waypoints,
  Zap,
} from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { durationText } from '../format/duration.ts';
import { Badge } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import type { PathPart } from './critical-path.ts';
import type { LeanSpan } from './lean-spans.ts';
import { SpanBar } from './span-bar.tsx';
import type { TraceSpan } from './trace-model.ts';
import type { TimeWindow } from './waterfall.tsx';
import styles from './waterfall-row.module.css';

interface WaterfallRowProps {
  readonly row: TraceSpan;
  readonly topPx: number;
  readonly heightPx: number;
  readonly view: TimeWindow;
  readonly tone: string;
  /** How far it began before its caller, by its own clock. */
  readonly behindNs: number;
  readonly isSelected: boolean;
  readonly isMatch: boolean;
  readonly isDim: boolean;
  readonly isClosed: boolean;
  readonly path: readonly PathPart[] | undefined;
  readonly onSelect: (row: number) => void;
  readonly onToggle: (row: number) => void;
}

const INDENT_PX = 14;
const MOST_GUIDES = 40;

/** By which the tree says which one is chosen. */
export function rowId(index: number): string {
  return `span-${index}`;
}

export const WaterfallRow = memo(function WaterfallRow(props: WaterfallRowProps) {
  const { row, topPx, heightPx, view, tone, behindNs, isSelected, isMatch, isDim, isClosed, path, onSelect, onToggle } =
    props;
  const { index, depth, childCount, name, service, isEntry, isError, isCold, isOrphan, isRing, lastRow } = row;
  const indent = Math.min(depth, MOST_GUIDES) * INDENT_PX;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree's keys are heard by the page, by the table of keys.
    <div
      id={rowId(index)}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={isSelected}
      aria-expanded={childCount > 0 ? !isClosed : undefined}
      tabIndex={-1}
      className={classNames(styles.row, isSelected && styles.selected, isDim && !isSelected && styles.dim)}
      style={{ transform: `translateY(${topPx}px)`, height: heightPx }}
      onClick={() => onSelect(index)}
    >
      <div className={styles.name}>
        <i className={styles.guides} style={{ width: indent }} />
        {childCount > 0 ? (
          <button
            type="button"
            tabIndex={-1}
            className={styles.chevron}
            aria-label={isClosed ? `Open ${name}` : `Close ${name}`}
            onClick={(event) => {
              event.stopPropagation();
              onToggle(index);
            }}
          >
            {isClosed ? <ChevronRight size={14} /> : <ChevronDown size={14} />}
          </button>
        ) : (
          <i className={styles.chevron} />
        )}
        <i className={styles.service} style={{ background: `var(--${tone})` }} />
        <span className={styles.kind}>{kindIcon(row.span)}</span>
        <span className={classNames(styles.text, isMatch && styles.match)}>{name}</span>
        {isEntry && service !== name && <span className={styles.serviceName}>{service}</span>}
        {isCold && <Snowflake size={12} className={styles.cold} aria-label="cold start" />}
        <LinkBadge row={row} />
        {isOrphan && <Badge tone="warn">parent missing</Badge>}
        {isRing && <Badge tone="warn">its own ancestor</Badge>}
        {behindNs > 0 && <Badge tone="warn">clock {durationText(behindNs / 1e6)} behind</Badge>}
        {row.durationNs < 0 && <Badge tone="warn">ended before its start</Badge>}
        {isClosed && <Badge>+{lastRow - index}</Badge>}
        {isError && <CircleAlert size={13} className={styles.error} aria-label="error" />}
      </div>
      <SpanBar row={row} view={view} tone={tone} path={path} />
    </div>
  );
});

/** To the trace that began this work, where it is another one. */
function LinkBadge({ row: { span, isLinked } }: { readonly row: TraceSpan }) {
  const link = span.links.find(({ traceId }) => traceId !== null);
  if (isLinked || link === undefined || link.traceId === null) return null;
  return (
    <Link
      to="/trace/$id"
      params={{ id: link.traceId }}
      search={link.spanId === null ? {} : { span: link.spanId }}
      className={styles.link}
      title={`Open the linked trace ${link.traceId}`}
      aria-label="Open the linked trace"
      tabIndex={-1}
      onClick={(event) => event.stopPropagation()}
    >
      <Waypoints size={12} />
    </Link>
  );
}

function kindIcon({ kind, attributes }: LeanSpan): ReactNode {
  if (attributes['aws.lambda.status'] !== undefined || attributes['faas.invocation_id'] !== undefined)
    return <SquareFunction size={13} />;
  if (attributes['db.system.name'] !== undefined) return <Database size={13} />;
  if (kind === 'PRODUCER' || kind === 'CONSUMER') return <List size={13} />;
  return kind === 'CLIENT' || kind === 'SERVER' ? <Globe size={13} /> : <Zap size={13} />;
}
