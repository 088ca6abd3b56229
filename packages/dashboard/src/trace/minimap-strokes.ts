// A whole trace in a few lines of pixels: of the hundreds of spans on one of them what is seen in the end, each stretch of one colour once. Pure.
import type { TraceModel } from './trace-model.ts';

export interface MinimapStroke {
  readonly token: string;
  readonly line: number;
  readonly from: number;
  /** Behind its last pixel. */
  readonly to: number;
}

export interface MinimapSize {
  readonly width: number;
  readonly height: number;
  /** The time, from the trace's start, that the width stands for. */
  readonly fromNs: number;
  readonly toNs: number;
}

export function minimapStrokes(
  { spans }: Pick<TraceModel, 'spans'>,
  tones: ReadonlyMap<string, string>,
  { width, height, fromNs, toNs }: MinimapSize,
): MinimapStroke[] {
  const strokes: MinimapStroke[] = [];
  const tokens = ['', 'error'];
  const places = new Map([...tones].map(([service, token]) => [service, tokens.push(token) - 1]));
  const other = tokens.push('svc-other') - 1;
  // The place of each pixel's colour; what is later lies above.
  const pixels = new Uint16Array(width);
  const pixelOf = (ns: number): number => Math.round(((ns - fromNs) / (toNs - fromNs)) * width);
  const step = height / Math.max(1, spans.length);
  let line = 0;
  for (const { index, startNs, openNs, service, isError } of spans) {
    const own = Math.floor(index * step);
    if (own !== line) {
      addLine(strokes, line, pixels, tokens);
      pixels.fill(0);
      line = own;
    }
    const from = Math.min(width - 1, pixelOf(startNs));
    const to = Math.max(from + 1, pixelOf(startNs + openNs));
    pixels.fill(isError ? 1 : (places.get(service) ?? other), Math.max(0, from), to);
  }
  addLine(strokes, line, pixels, tokens);
  return strokes;
}

function addLine(strokes: MinimapStroke[], line: number, pixels: Uint16Array, tokens: readonly string[]): void {
  for (let from = 0; from < pixels.length; ) {
    let to = from + 1;
    while (to < pixels.length && pixels[to] === pixels[from]) to += 1;
    if (pixels[from] !== 0) strokes.push({ token: tokens[pixels[from]], line, from, to });
    from = to;
  }
}
