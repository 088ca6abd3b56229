// A chart as a picture: what stands on the page, painted once more on one canvas with its name and its lines above. Nothing is loaded
// for it: the policy of the page allows no picture of a made-up address.
import { tokenColors } from './token-colors.ts';

/** What each colour stands for. */
export interface NamedTone {
  readonly label: string;
  /** A token's name. */
  readonly tone: string;
}

interface Heading {
  readonly title: string;
  readonly legend: readonly NamedTone[];
}

const EDGE_PX = 16;
const TITLE_PX = 20;
const LEGEND_PX = 18;
const GAP_PX = 10;
const MARK_PX = 9;
const TITLE_FONT = '600 14px Inter, system-ui, sans-serif';
const LEGEND_FONT = '12px Inter, system-ui, sans-serif';

/** @param chart the element that holds its canvas, and its axes where they are an SVG */
export function chartImage(chart: HTMLElement, { title, legend }: Heading): HTMLCanvasElement {
  const { width, height } = chart.getBoundingClientRect();
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d')!;
  const colors = tokenColors();
  context.font = LEGEND_FONT;
  const places = legendPlaces(legend, width, (label) => context.measureText(label).width);
  const headPx = TITLE_PX + (places.at(-1)?.bottom ?? 0) + GAP_PX;
  picture.width = Math.round((width + 2 * EDGE_PX) * devicePixelRatio);
  picture.height = Math.round((height + headPx + 2 * EDGE_PX) * devicePixelRatio);
  context.scale(devicePixelRatio, devicePixelRatio);
  context.fillStyle = colors('surface');
  context.fillRect(0, 0, width + 2 * EDGE_PX, height + headPx + 2 * EDGE_PX);
  context.translate(EDGE_PX, EDGE_PX);
  context.textBaseline = 'middle';
  context.font = TITLE_FONT;
  context.fillStyle = colors('text');
  context.fillText(title, 0, TITLE_PX / 2);
  context.font = LEGEND_FONT;
  for (const { label, tone, x, bottom } of places) {
    const middle = TITLE_PX + bottom - LEGEND_PX / 2;
    context.fillStyle = colors(tone);
    context.fillRect(x, middle - MARK_PX / 2, MARK_PX, MARK_PX);
    context.fillStyle = colors('text-2');
    context.fillText(label, x + MARK_PX + 6, middle);
  }
  context.translate(0, headPx);
  context.textBaseline = 'alphabetic';
  for (const part of chart.querySelectorAll<HTMLCanvasElement | SVGSVGElement>('canvas, svg')) {
    context.save();
    const at = part.getBoundingClientRect();
    context.translate(at.left - chart.getBoundingClientRect().left, at.top - chart.getBoundingClientRect().top);
    if (part instanceof HTMLCanvasElement) context.drawImage(part, 0, 0, at.width, at.height);
    else paintShapes(context, part);
    context.restore();
  }
  return picture;
}

interface LegendPlace extends NamedTone {
  readonly x: number;
  /** Of its line. */
  readonly bottom: number;
}

/** One after another, in as many lines as they need; a single one says nothing that the title does not. */
export function legendPlaces(
  legend: readonly NamedTone[],
  width: number,
  widthOf: (label: string) => number,
): LegendPlace[] {
  if (legend.length < 2) return [];
  let [x, line] = [0, 1];
  return legend.map((entry) => {
    const taken = MARK_PX + 6 + widthOf(entry.label);
    if (x > 0 && x + taken > width) [x, line] = [0, line + 1];
    const place = { ...entry, x, bottom: line * LEGEND_PX };
    x += taken + 16;
    return place;
  });
}

/** What our axes are made of: lines, flags, words. */
function paintShapes(context: CanvasRenderingContext2D, svg: SVGSVGElement): void {
  for (const shape of svg.querySelectorAll('path, rect, text')) {
    const { fill, stroke, strokeDasharray, fontSize, fontFamily } = getComputedStyle(shape);
    const number = (name: string): number => Number(shape.getAttribute(name) ?? 0);
    if (shape.tagName === 'path') {
      context.strokeStyle = stroke;
      context.lineWidth = 1;
      context.setLineDash(strokeDasharray === 'none' ? [] : strokeDasharray.split(/[\s,]+/).map(Number.parseFloat));
      context.stroke(new Path2D(shape.getAttribute('d') ?? ''));
    } else if (shape.tagName === 'rect') {
      context.fillStyle = fill;
      context.fillRect(number('x'), number('y'), number('width'), number('height'));
    } else {
      const anchors: Readonly<Record<string, CanvasTextAlign>> = { middle: 'center', end: 'right' };
      context.font = `${fontSize} ${fontFamily}`;
      context.fillStyle = fill;
      context.textAlign = anchors[shape.getAttribute('text-anchor') ?? ''] ?? 'left';
      context.fillText(shape.textContent ?? '', number('x'), number('y'));
    }
  }
}
