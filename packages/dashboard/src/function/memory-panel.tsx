// How much of its memory a function uses, and what a smaller size would cost, if its duration stays.
import { usdText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import type { Figures } from '../overview/overview-request.ts';
import { Meter } from '../ui/meter.tsx';
import { Panel } from '../ui/panel.tsx';
import styles from './memory-panel.module.css';
import { costOfSize, suggestedMemoryMb } from './memory-size.ts';

const NEAR_SHARE = 0.85;

export function MemoryPanel({ figures }: { readonly figures: Figures }) {
  const { memoryUsedMb: used, memorySizeMb: size, costUsd, requests } = figures;
  if (used === null || size === null) return null;
  const suggested = suggestedMemoryMb(used);
  const share = used / size;
  return (
    <Panel title="Memory">
      <div className={styles.memory}>
        <p>
          Peak {countText(used)} of {countText(size)} MB{' '}
          <Meter share={share} tone={share > NEAR_SHARE ? 'warn' : 'base'} width={160} />
        </p>
        <p>
          {suggested < size ? (
            <>
              <b>{countText(suggested)} MB would do.</b> This range costs {usdText(costUsd ?? 0)} and would cost{' '}
              {usdText(costOfSize(costUsd ?? 0, requests ?? 0, size, suggested))}, estimated, if its duration stays:
              less memory is less processor, too.
            </>
          ) : share > NEAR_SHARE ? (
            <b>Near its end: more than 85% of the memory is used at the peak.</b>
          ) : (
            'The size fits.'
          )}
        </p>
      </div>
    </Panel>
  );
}
