// The columns of a table after what was chosen in its menu. Pure.
import type { Column } from './data-table.tsx';

export type ChosenColumns = Readonly<Record<string, 'shown' | 'hidden'>>;

/** Of `p95Ms shape` the choice of `p95Ms` counts. What was chosen is there in any width. */
export function chosenColumns<Row>(columns: readonly Column<Row>[], choice: ChosenColumns): Column<Row>[] {
  return columns.flatMap((column) => {
    const chosen = choice[column.key.replace(/ shape$/, '')];
    if (chosen === 'hidden') return [];
    if (chosen === undefined) return [column];
    const { from: _from, ...always } = column;
    return [always];
  });
}
