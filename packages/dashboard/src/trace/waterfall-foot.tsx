// Beneath a waterfall: what is missing, whose clock is behind and how that is drawn, what the answer cost.
import { TriangleAlert } from 'lucide-react';
import type { LeanTrace } from '../api/api-types.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { CostLine } from '../ui/cost-line.tsx';
import type { Clocks } from './moved-clocks.ts';
import type { TraceModel } from './trace-model.ts';
import styles from './waterfall.module.css';

/** More are a number. */
const NAMED_CLOCKS = 2;

interface WaterfallFootProps {
  readonly clocks: Clocks;
  readonly isFoundByName: boolean;
  readonly onMove: (isMoved: boolean) => void;
  readonly stats: LeanTrace['stats'];
}

export function WaterfallFoot({ clocks, isFoundByName, onMove, stats }: WaterfallFootProps) {
  const { refresh } = useRangeClock();
  const missing = missingWords(clocks.model);
  return (
    <footer className={styles.foot}>
      {missing.length > 0 && (
        <p className={styles.honesty}>
          <TriangleAlert size={14} aria-hidden="true" /> {missing.join(' · ')}
          <button type="button" onClick={refresh}>
            Ask again
          </button>
        </p>
      )}
      <p className={styles.honesty} role="status">
        {isFoundByName &&
          `Found by name and service: the attributes of ${countText(clocks.model.spans.length)} spans are not searched.`}
      </p>
      {clocks.behind.length > 0 && (
        <p className={styles.clocks}>
          {clockWords(clocks)}
          <button type="button" onClick={() => onMove(!clocks.isMoved)}>
            {clocks.isMoved ? 'Show as received' : 'Move the clocks'}
          </button>
        </p>
      )}
      <CostLine stats={stats} rows={stats.rows} />
    </footer>
  );
}

function missingWords({ orphanCount, ringCount, unfinishedCount, isTruncated, spans }: TraceModel): string[] {
  return [
    ...(orphanCount === 0 ? [] : [`${countText(orphanCount)} ${orphanCount === 1 ? 'span' : 'spans'} without parent`]),
    ...(ringCount === 0
      ? []
      : [
          `${countText(ringCount)} ${ringCount === 1 ? 'span is its' : 'spans are their'} own ancestor, drawn as a root`,
        ]),
    ...(unfinishedCount === 0
      ? []
      : [`${countText(unfinishedCount)} ${unfinishedCount === 1 ? 'span' : 'spans'} never ended`]),
    ...(isTruncated ? [`Only the first ${countText(spans.length)} spans are here`] : []),
  ];
}

function clockWords({ behind, isMoved }: Clocks): string {
  const named = behind
    .slice(0, NAMED_CLOCKS)
    .map(({ service, behindNs }) => `${service}: clock ${durationText(behindNs / 1e6)} behind`);
  const more = behind.length - named.length;
  return `${[...named, ...(more > 0 ? [`${countText(more)} more`] : [])].join(', ')}, ${isMoved ? 'moved' : 'drawn as received'}`;
}
