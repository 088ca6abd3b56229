// How much of its memory each invocation used, beside the size that is set and the one that would do.
import { useElementWidth } from '../charts/element-width.ts';
import { countText } from '../format/count.ts';
import styles from './memory-histogram.module.css';

interface MemoryHistogramProps {
  /** Invocations by what they used, in equal steps from zero to the size. */
  readonly bins: readonly number[];
  readonly sizeMb: number;
  readonly peakMb: number;
  /** Less than the size, or null. */
  readonly suggestedMb: number | null;
}

export const HISTOGRAM_PX = 76;
const FOOT_PX = 56;
const BARS_PX = 34;
/** What is there is seen, however little it is. */
const LEAST_PX = 2;
/** Room that the words of a mark take. */
const SUGGESTED_PX = 92;
const SET_PX = 64;

export function MemoryHistogram({ bins, sizeMb, peakMb, suggestedMb }: MemoryHistogramProps) {
  const [frame, width] = useElementWidth();
  const most = Math.max(1, ...bins);
  const step = width / bins.length;
  const bar = (count: number, at: number): string => {
    if (count === 0) return '';
    const tall = Math.max(LEAST_PX, (count / most) * BARS_PX);
    return `M${at * step} ${FOOT_PX}v${-tall}h${Math.max(1, step - 1.5)}v${tall}z`;
  };
  const total = bins.reduce((sum, count) => sum + count, 0);
  const suggestedX = suggestedMb === null ? 0 : (suggestedMb / sizeMb) * width;
  const isLeft = suggestedX < SUGGESTED_PX;
  return (
    <figure
      ref={frame}
      className={styles.histogram}
      style={{ height: HISTOGRAM_PX }}
      aria-label={`Memory used by ${countText(total)} invocations: at most ${countText(peakMb)} of ${countText(sizeMb)} MB`}
    >
      {width > 0 && (
        <svg width={width} height={HISTOGRAM_PX} aria-hidden="true">
          <path d={bins.map(bar).join('')} fill="var(--base)" opacity="0.75" />
          <path d={`M0 ${FOOT_PX + 0.5}H${width}`} stroke="var(--line-strong)" />
          {suggestedMb !== null && (
            <>
              <path d={`M${suggestedX} 2V${FOOT_PX}`} stroke="var(--ok)" strokeWidth="1.5" />
              <text
                x={suggestedX + (isLeft ? 5 : -5)}
                y="12"
                textAnchor={isLeft ? 'start' : 'end'}
                className={styles.ok}
              >
                {countText(suggestedMb)} suggested
              </text>
            </>
          )}
          <path d={`M${width - 0.75} 2V${FOOT_PX}`} stroke="var(--text-3)" strokeWidth="1.5" />
          <text x={width - 5} y={suggestedX > width - SET_PX ? 26 : 12} textAnchor="end">
            {countText(sizeMb)} set
          </text>
          <text x="0" y="72">
            0
          </text>
          <text x={width / 2} y="72" textAnchor="middle">
            {countText(sizeMb / 2)} MB
          </text>
          <text x={width} y="72" textAnchor="end">
            {countText(sizeMb)} MB
          </text>
        </svg>
      )}
    </figure>
  );
}
