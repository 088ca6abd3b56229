// Rows as an aligned table that fits the terminal. Pure.
import { cutText, padText, textWidth, visibleText } from './cell-text.ts';
import { styled } from './style.ts';

export interface TableColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
}

export interface TableOptions {
  /** Columns to fit into; `null` cuts nothing. */
  readonly width: number | null;
  readonly colors: boolean;
}

const GAP = '  ';
const NARROWEST = 4;

/** Ends with a line feed. `null` cells are shown as NULL. */
export function tableText(
  columns: readonly TableColumn[],
  rows: readonly (readonly (string | null)[])[],
  options: TableOptions,
): string {
  if (columns.length === 0) return '';
  const cells = rows.map((row) => row.map((cell) => (cell === null ? 'NULL' : visibleText(cell))));
  const names = columns.map(({ name }) => visibleText(name));
  const natural = names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[index])), textWidth(name)),
  );
  const available = options.width === null ? null : options.width - GAP.length * (columns.length - 1);
  const widths = available === null ? natural : fitWidths(natural, available);
  if (available !== null && total(widths) > available) return recordsText(names, cells, options);
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => padText(cutText(text, widths[index]), widths[index], columns[index].align))
      .join(GAP)
      .trimEnd();
  const lines = [styled(line(names), 'bold', options.colors), widths.map((width) => '─'.repeat(width)).join(GAP)];
  for (const row of cells) lines.push(line(row));
  return `${lines.join('\n')}\n`;
}

/** For more columns than fit even when cut: each row as a block of lines, one a column. */
function recordsText(names: readonly string[], cells: readonly (readonly string[])[], options: TableOptions): string {
  const nameWidth = Math.max(...names.map(textWidth));
  const valueWidth = Math.max(NARROWEST, (options.width ?? 0) - nameWidth - GAP.length);
  const blocks = cells.map((row, index) => {
    const lines = names.map(
      (name, column) =>
        `${styled(padText(name, nameWidth, 'left'), 'bold', options.colors)}${GAP}${cutText(row[column], valueWidth)}`,
    );
    return `── row ${index + 1}\n${lines.map((line) => line.trimEnd()).join('\n')}\n`;
  });
  return blocks.length > 0 ? blocks.join('') : `No rows of ${names.length} columns: ${names.join(', ')}\n`;
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

/** Takes from the widest columns until all fit; none becomes narrower than four unless it was. */
export function fitWidths(natural: readonly number[], available: number): number[] {
  const widths = [...natural];
  let excess = total(widths) - available;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    const second = Math.max(NARROWEST, ...widths.filter((width) => width < widest));
    const equals = widths.filter((width) => width === widest).length;
    const step = Math.max(1, Math.min(widest - second, Math.floor(excess / equals)));
    for (let index = 0; index < widths.length && excess > 0; index += 1) {
      if (widths[index] !== widest) continue;
      const taken = Math.min(step, excess);
      widths[index] -= taken;
      excess -= taken;
    }
  }
  return widths;
}
