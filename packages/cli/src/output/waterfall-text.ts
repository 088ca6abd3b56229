// A trace as text: a tree of spans, each with its duration and its place in time. Pure.
import { cutText, padText, textWidth, visibleText } from './cell-text.ts';
import { countText, durationText } from './quantity-text.ts';
import { spanTree, type TreeLine } from './span-tree.ts';
import { styled } from './style.ts';

/** As the API answers. */
export interface ShownSpan {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string | null;
  readonly serviceName: string | null;
  readonly statusCode: string | null;
  readonly statusMessage: string | null;
  readonly start: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly durationMs: number;
  readonly events: readonly { readonly name: string | null; readonly attributes: Readonly<Record<string, string>> }[];
}

export interface WaterfallOptions {
  readonly width: number | null;
  readonly colors: boolean;
}

const DEFAULT_WIDTH = 120;
const NARROWEST_BAR = 10;
const WIDEST_BAR = 40;

export function waterfallText(traceId: string, spans: readonly ShownSpan[], options: WaterfallOptions): string {
  const lines = spanTree(spans);
  const start = spans.reduce(
    (least, { startTimeUnixNano }) => minOf(least, BigInt(startTimeUnixNano)),
    BigInt(spans[0].startTimeUnixNano),
  );
  const end = spans.reduce((most, { endTimeUnixNano }) => maxOf(most, BigInt(endTimeUnixNano)), start);
  const labels = lines.map(labelOf);
  const durations = lines.map(({ span }) => durationText(span.durationMs));
  const durationWidth = Math.max(...durations.map(textWidth));
  const width = options.width ?? DEFAULT_WIDTH;
  const barWidth = Math.min(WIDEST_BAR, Math.max(NARROWEST_BAR, Math.floor(width / 3)));
  const labelWidth = Math.min(Math.max(...labels.map(textWidth)), Math.max(20, width - durationWidth - barWidth - 4));
  const rows = lines.map((line, index) => {
    const label = padText(cutText(labels[index], labelWidth), labelWidth, 'left');
    const bar = barText(line.span, start, end, barWidth);
    const row = `${label}  ${padText(durations[index], durationWidth, 'right')}  ${bar}`.trimEnd();
    return line.span.statusCode === 'ERROR' ? styled(row, 'red', options.colors) : row;
  });
  return `${headline(traceId, spans, start, end, options)}\n\n${rows.join('\n')}\n`;
}

function headline(
  traceId: string,
  spans: readonly ShownSpan[],
  start: bigint,
  end: bigint,
  { colors }: WaterfallOptions,
): string {
  const services = new Set(spans.map((span) => span.serviceName)).size;
  const errors = spans.filter((span) => span.statusCode === 'ERROR').length;
  const first = spans.find((span) => BigInt(span.startTimeUnixNano) === start);
  const parts = [
    countText(spans.length, 'span'),
    countText(services, 'service'),
    ...(errors === 0 ? [] : [styled(countText(errors, 'error'), 'red', colors)]),
    durationText(Number(end - start) / 1e6),
    first?.start ?? '',
  ];
  return `${styled(`Trace ${traceId}`, 'bold', colors)}: ${parts.join(', ')}`;
}

function labelOf({ span, branch, orphan }: TreeLine<ShownSpan>): string {
  const service = span.serviceName === null ? '' : `${visibleText(span.serviceName)}  `;
  const failed = span.statusCode === 'ERROR' ? `  ✗ ${visibleText(errorOfSpan(span))}`.trimEnd() : '';
  const missing = orphan ? '  (its parent is not here)' : '';
  return `${branch}${service}${visibleText(span.name ?? '')}${failed}${missing}`;
}

function errorOfSpan({ statusMessage, events }: ShownSpan): string {
  const exception = events.find((event) => event.name === 'exception')?.attributes ?? {};
  return statusMessage || exception['exception.message'] || exception['exception.type'] || '';
}

/** Its part of the trace's time; at least one cell. */
function barText(span: ShownSpan, start: bigint, end: bigint, width: number): string {
  const whole = Number(end - start);
  if (whole === 0) return '█';
  const from = Math.min(width - 1, Math.floor((Number(BigInt(span.startTimeUnixNano) - start) / whole) * width));
  const to = Math.ceil((Number(BigInt(span.endTimeUnixNano) - start) / whole) * width);
  return ' '.repeat(from) + '█'.repeat(Math.max(1, Math.min(width, to) - from));
}

function minOf(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function maxOf(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
