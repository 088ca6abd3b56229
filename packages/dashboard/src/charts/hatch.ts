// What is not whole is hatched: the last bucket of a chart, which more may come into.

const STEP_PX = 5;

interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** All in pixels of the canvas. */
export function hatch(
  context: CanvasRenderingContext2D,
  { left, right, top, bottom }: Place,
  color: string,
  linePx: number,
): void {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  context.strokeStyle = color;
  context.lineWidth = linePx * devicePixelRatio;
  context.beginPath();
  for (let x = left - (bottom - top); x < right; x += STEP_PX * devicePixelRatio) {
    context.moveTo(x, bottom);
    context.lineTo(x + (bottom - top), top);
  }
  context.stroke();
  context.restore();
}
