// A span's bar: the phases of Lambda, what happened in it, where the critical path runs through it, and how long it took.
import type { CSSProperties } from 'react';
import { durationText } from '../format/duration.ts';
import { classNames } from '../ui/class-names.ts';
import type { PathPart } from './critical-path.ts';
import type { TraceSpan } from './trace-model.ts';
import type { TimeWindow } from './waterfall.tsx';
import styles from './waterfall-row.module.css';

interface SpanBarProps {
  readonly row: TraceSpan;
  readonly view: TimeWindow;
  readonly tone: string;
  readonly path: readonly PathPart[] | undefined;
}

/** A bar that ends beyond this has its duration at its left. */
const LEFT_FROM_SHARE = 0.9;
const LEAST_LEFT_SHARE = 0.08;

export function SpanBar({ row, view, tone, path }: SpanBarProps) {
  const { startNs, openNs, durationNs, initNs, reportNs, span, isUnfinished, isLinked } = row;
  const share = (ns: number): number => Math.max(0, Math.min(1, (ns - view.fromNs) / (view.toNs - view.fromNs)));
  const place = (fromNs: number, toNs: number): CSSProperties => ({
    left: percent(share(fromNs)),
    width: percent(share(toNs) - share(fromNs)),
  });
  const [beginNs, endNs] = [startNs - initNs, startNs + Math.max(0, openNs)];
  if (endNs < view.fromNs || beginNs > view.toNs) return <div className={styles.time} />;
  const [from, to] = [share(beginNs), share(endNs)];
  const isLeft = to > LEFT_FROM_SHARE && from > LEAST_LEFT_SHARE;
  return (
    <div className={styles.time}>
      {initNs > 0 && <i className={styles.init} style={place(beginNs, startNs)} />}
      <i
        className={classNames(styles.bar, isLinked && styles.linked, isUnfinished && styles.unfinished)}
        style={{ ...place(startNs, endNs), background: `var(--${tone})` }}
      />
      {reportNs > 0 && <i className={styles.report} style={place(endNs - reportNs, endNs)} />}
      {span.events.map((event, at) => (
        <i
          // biome-ignore lint/suspicious/noArrayIndexKey: events of a span have no other name, and never change.
          key={at}
          className={event.name === 'exception' ? styles.exception : styles.event}
          style={{ left: percent((event.startNs - view.fromNs) / (view.toNs - view.fromNs)) }}
        />
      ))}
      {path?.map(({ fromNs, toNs }) => (
        <i key={fromNs} className={styles.path} style={place(fromNs, toNs)} />
      ))}
      <span
        className={styles.duration}
        style={
          isLeft
            ? { right: `calc(${percent(1 - from)} + 6px)` }
            : { left: `calc(max(${percent(to)}, ${percent(from)} + 2px) + 6px)` }
        }
      >
        {isUnfinished ? 'never ended' : durationText(durationNs / 1e6)}
      </span>
    </div>
  );
}

function percent(share: number): string {
  return `${share * 100}%`;
}
