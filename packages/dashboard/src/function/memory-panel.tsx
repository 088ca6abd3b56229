// How much of its memory a function uses, and what a smaller size would cost, if its duration stays.
import { useQuery } from '@tanstack/react-query';
import type { Filter } from '@tracelake/query/structured';
import { structuredQuery } from '../api/api-queries.ts';
import { usdText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import type { Figures } from '../overview/overview-request.ts';
import { useChangeSearch } from '../page-search.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { memoryBins, memoryQuery } from './memory-bins.ts';
import { HISTOGRAM_PX, MemoryHistogram } from './memory-histogram.tsx';
import styles from './memory-panel.module.css';
import { costOfSize, suggestedMemoryMb } from './memory-size.ts';

const NEAR_SHARE = 0.85;

interface MemoryPanelProps {
  readonly figures: Figures;
  /** Its invocations. */
  readonly units: readonly Filter[];
}

export function MemoryPanel({ figures, units }: MemoryPanelProps) {
  const change = useChangeSearch();
  const { memoryUsedMb: used, memorySizeMb: size, costUsd, invocations } = figures;
  if (used === null || size === null) return null;
  const suggested = suggestedMemoryMb(used);
  const peak = `Peak use is ${countText(used)} of ${countText(size)} MB.`;
  return (
    <Panel title="Memory" meta={invocations === null ? undefined : `${countText(invocations)} invocations`}>
      <div className={styles.memory}>
        <Used units={units} usedMb={used} sizeMb={size} suggestedMb={suggested < size ? suggested : null} />
        <p>
          {suggested < size ? (
            <>
              <b>{countText(suggested)} MB would do.</b> {peak} At {countText(suggested)} MB this range costs{' '}
              {usdText(costOfSize(costUsd ?? 0, invocations ?? 0, size, suggested))} in place of {usdText(costUsd ?? 0)}
              , estimated, if its duration stays: less memory is less processor, too.
            </>
          ) : used / size > NEAR_SHARE ? (
            <>
              <b>Near its end.</b> {peak} That is more than 85%.
            </>
          ) : (
            <>
              <b>The size fits.</b> {peak}
            </>
          )}{' '}
          <button type="button" className={styles.more} onClick={() => change({ tab: 'memory' })}>
            Other sizes and their costs
          </button>
        </p>
      </div>
    </Panel>
  );
}

interface UsedProps {
  readonly units: readonly Filter[];
  readonly usedMb: number;
  readonly sizeMb: number;
  readonly suggestedMb: number | null;
}

function Used({ units, usedMb, sizeMb, suggestedMb }: UsedProps) {
  const { range } = useRangeClock();
  const query = useQuery(structuredQuery(memoryQuery(units, sizeMb), range, { isLater: true }));
  return (
    <Answer query={query} minHeight={HISTOGRAM_PX} costRows={({ stats }) => stats.rows}>
      {({ rows }) => (
        <MemoryHistogram bins={memoryBins(rows)} sizeMb={sizeMb} peakMb={usedMb} suggestedMb={suggestedMb} />
      )}
    </Answer>
  );
}
