// A figure's shape beside it: counts as bars from zero, durations as a line. Gaps stay gaps; the number says it aloud.
import { type Buckets, usePointedBucket } from '../charts/pointed-moment.ts';

interface SparklineProps {
  readonly values: readonly (number | null)[];
  readonly kind: 'bars' | 'line';
  /** A token's name, such as `base`, `error`, `svc-2`. */
  readonly tone: string;
  readonly width?: number;
  readonly height?: number;
  /** Stretches to the room it has. */
  readonly isFluid?: boolean;
  /** When its values are: then it shows the moment that is pointed at in a chart of the page. */
  readonly buckets?: Buckets | undefined;
}

/** An error or a drop is never less than this high. */
const LEAST_PX = 2;

export function Sparkline({ values, kind, tone, width = 94, height = 24, isFluid = false, buckets }: SparklineProps) {
  const highest = Math.max(0, ...values.map((value) => value ?? 0));
  const size = isFluid ? { width: '100%', height, preserveAspectRatio: 'none' } : { width, height };
  return (
    <svg {...size} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {kind === 'bars' ? (
        <Bars values={values} highest={highest} tone={tone} width={width} height={height} />
      ) : (
        <path
          d={linePath(values, highest, width, height)}
          fill="none"
          stroke={`var(--${tone})`}
          strokeWidth="1.25"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      )}
      {buckets !== undefined && (
        <Cursor buckets={buckets} kind={kind} count={values.length} width={width} height={height} />
      )}
    </svg>
  );
}

interface CursorProps extends Required<Pick<SparklineProps, 'kind' | 'width' | 'height'>> {
  readonly buckets: Buckets;
  readonly count: number;
}

function Cursor({ buckets, kind, count, width, height }: CursorProps) {
  const at = usePointedBucket(buckets, count);
  if (at === null) return null;
  const x = kind === 'bars' ? ((at + 0.5) * width) / count : lineX(at, count, width);
  return (
    <path
      data-pointed={at}
      d={`M${x.toFixed(1)} 0V${height}`}
      stroke="var(--text-3)"
      vectorEffect="non-scaling-stroke"
    />
  );
}

/** A pixel off each edge: a point there is a whole one. */
function lineX(index: number, count: number, width: number): number {
  return 1 + (index * (width - 2)) / Math.max(1, count - 1);
}

function Bars({
  values,
  highest,
  tone,
  width,
  height,
}: Required<Pick<SparklineProps, 'values' | 'tone' | 'width' | 'height'>> & { readonly highest: number }) {
  const step = width / Math.max(1, values.length);
  return (
    <>
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line)" />
      <path d={barsPath(values, highest, step, height)} fill={`var(--${tone})`} opacity={tone === 'base' ? 0.6 : 1} />
    </>
  );
}

function barsPath(values: readonly (number | null)[], highest: number, step: number, height: number): string {
  const barWidth = Math.max(1, step - 1).toFixed(2);
  return values
    .map((value, index) => {
      if (value === null || value <= 0) return '';
      const tall = Math.max(LEAST_PX, (value / highest) * (height - 3)).toFixed(1);
      return `M${(index * step).toFixed(2)} ${height}v-${tall}h${barWidth}v${tall}z`;
    })
    .join('');
}

function linePath(values: readonly (number | null)[], highest: number, width: number, height: number): string {
  const lowest = Math.min(0, ...values.map((value) => value ?? 0));
  const range = Math.max(Number.MIN_VALUE, highest - lowest);
  let isDrawing = false;
  let path = '';
  values.forEach((value, index) => {
    if (value === null) {
      isDrawing = false;
      return;
    }
    const x = lineX(index, values.length, width).toFixed(1);
    const y = (height - 1.5 - ((value - lowest) / range) * (height - 4)).toFixed(1);
    // A point alone is a dot.
    const isAlone = !isDrawing && (values[index + 1] ?? null) === null;
    path += isAlone ? `M${x} ${y}h1` : `${isDrawing ? 'L' : 'M'}${x} ${y}`;
    isDrawing = true;
  });
  return path;
}
