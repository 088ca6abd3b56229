// Paints a heatmap's cells on a canvas: blue for all, orange at the same steps inside the box, so that the shape stays readable.
import { hatch } from './hatch.ts';
import type { CellBox } from './heatmap-box.ts';
import { type HeatmapGrid, heatStep } from './heatmap-grid.ts';
import type { TokenColors } from './token-colors.ts';

/** How much of the orange each step shows; the ground is the box's own. */
const STEP_ALPHAS = [0, 0.3, 0.45, 0.6, 0.75, 0.88, 1];

export function paintHeatmap(
  canvas: HTMLCanvasElement,
  grid: HeatmapGrid,
  box: CellBox | null,
  colors: TokenColors,
  isUnfinished: boolean,
): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  const [columns, rows] = [grid.columns.length, grid.rows.length];
  // Edges in whole device pixels: gaps of exactly one, none blurred.
  const xs = Array.from({ length: columns + 1 }, (_, index) => Math.round((index * width * ratio) / columns));
  const ys = Array.from({ length: rows + 1 }, (_, index) => Math.round(height * ratio * (1 - index / rows)));
  const gap = Math.max(1, Math.round(ratio));
  const blues = [1, 2, 3, 4, 5, 6].map((step) => colors(`heat-${step}`));
  const orange = colors('sel');
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const step = heatStep(grid.counts[row * columns + column], grid);
      if (step === 0) continue;
      const isInside = box !== null && column >= box.left && column <= box.right && row >= box.bottom && row <= box.top;
      context.globalAlpha = isInside ? STEP_ALPHAS[step] : 1;
      context.fillStyle = isInside ? orange : blues[step - 1];
      context.fillRect(
        xs[column],
        ys[row + 1],
        Math.max(1, xs[column + 1] - xs[column] - gap),
        Math.max(1, ys[row] - ys[row + 1] - gap),
      );
    }
  }
  context.globalAlpha = 1;
  if (!isUnfinished) return;
  hatch(context, { left: xs[columns - 1], right: xs[columns], top: 0, bottom: canvas.height }, colors('surface'), 2);
}
