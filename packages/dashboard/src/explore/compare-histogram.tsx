// Numbers of both sides as one histogram: the rest in blue, what was picked in orange, narrower, inside; and both medians.
import type { KeyboardEvent } from 'react';
import { kindOfField, valueText } from '../format/attribute-value.ts';
import { ValueDoor } from '../ui/value-door.tsx';
import type { ValueKeys } from '../ui/value-keys.ts';
import styles from './compare-histogram.module.css';
import { type ComparedField, type ComparedValue, labelOf, sharesText } from './compared-value.ts';

const WIDTH = 300;
const HEIGHT = 66;

interface CompareHistogramProps {
  readonly field: ComparedField;
  readonly verbsOf: (value: ComparedValue) => ValueKeys;
  readonly tracesOf: string | undefined;
}

export function CompareHistogram({ field, verbsOf, tracesOf }: CompareHistogramProps) {
  const bins = field.values
    .filter((value) => value.kind === 'range' || typeof value.value === 'number')
    .sort((one, other) => lowOf(one) - lowOf(other));
  const missing = field.values.find(({ kind }) => kind === 'missing');
  const most = Math.max(...bins.flatMap(({ selectedShare, baselineShare }) => [selectedShare, baselineShare]), 1e-9);
  const step = WIDTH / bins.length;
  const unit = kindOfField(field.field);
  const bar = (index: number, share: number, part: number): string => {
    const height = share === 0 ? 0 : Math.max(2, (share / most) * (HEIGHT - 2));
    const width = Math.min(step - 2, 40) * part;
    return `M${(index + 0.5) * step - width / 2} ${HEIGHT}v-${height}h${width}v${height}z`;
  };
  const text = (of: (value: ComparedValue) => number): string => {
    const median = medianOf(bins, of);
    return median === null ? '–' : valueText(median, unit);
  };
  return (
    <figure
      className={styles.histogram}
      aria-label={`${field.field}: median ${text((value) => value.selectedShare)} of what was picked, ${text((value) => value.baselineShare)} of the rest`}
    >
      <div className={styles.bars}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          height={HEIGHT}
          width="100%"
          aria-hidden="true"
        >
          <path
            d={bins.map(({ baselineShare }, index) => bar(index, baselineShare, 1)).join('')}
            fill="var(--base)"
            opacity="0.55"
          />
          <path
            d={bins.map(({ selectedShare }, index) => bar(index, selectedShare, 0.55)).join('')}
            fill="var(--sel)"
          />
          <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} stroke="var(--line-strong)" vectorEffect="non-scaling-stroke" />
        </svg>
        {/* One stop of the tab key; arrows go on from bar to bar. */}
        <fieldset className={styles.bins} aria-label={`Ranges of ${field.field}`} onKeyDown={moveAcross}>
          {bins.map((bin, at) => (
            <ValueDoor
              key={lowOf(bin)}
              verbs={verbsOf(bin)}
              tracesOf={tracesOf}
              className={styles.bin}
              tabIndex={at === 0 ? 0 : -1}
              label={`${labelOf(field.field, bin)}: ${sharesText(bin)}`}
              title={`${labelOf(field.field, bin)}: ${sharesText(bin)}`}
            />
          ))}
        </fieldset>
      </div>
      <figcaption>
        <span>{valueText(lowOf(bins[0]), unit)}</span>
        <span>
          median <b>{text((value) => value.selectedShare)}</b> / {text((value) => value.baselineShare)}
          {missing !== undefined && ' · some missing'}
        </span>
        <span>{valueText(highOf(bins.at(-1)!), unit)}</span>
      </figcaption>
    </figure>
  );
}

function moveAcross(event: KeyboardEvent<HTMLElement>): void {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (by === undefined) return;
  const bins = [...event.currentTarget.querySelectorAll('button')];
  const at = bins.indexOf(event.target as HTMLButtonElement);
  // Of a bar's open menu, which lies elsewhere in the document.
  if (at < 0) return;
  bins[at + by]?.focus();
  event.preventDefault();
}

function lowOf({ low, value }: ComparedValue): number {
  return low ?? Number(value);
}

function highOf({ high, value }: ComparedValue): number {
  return high ?? Number(value);
}

/** Of the bins: the middle of the one that holds half of the side. */
function medianOf(bins: readonly ComparedValue[], share: (value: ComparedValue) => number): number | null {
  const total = bins.reduce((sum, bin) => sum + share(bin), 0);
  let seen = 0;
  for (const bin of bins) {
    seen += share(bin);
    if (total > 0 && seen >= total / 2) return (lowOf(bin) + highOf(bin)) / 2;
  }
  return null;
}
