// Files of which a query wants to know only how many rows they have: their documents say so, and nothing is read of them.
import type { AttributeKnowledge } from './attribute-knowledge.ts';
import type { Projection } from './duckdb-projection.ts';
import type { SelectedFiles } from './file-selection.ts';

export interface CountedFiles {
  /** Of all files that need not be read, without duplicates. */
  readonly rows: number;
  /** Those that must be read. */
  readonly rest: SelectedFiles;
}

/** `undefined`: every file must be read. Of a bucket a footer is a request: a day's files were counted in 288 of them. */
export function countedFiles(
  { columns, bounds, amendments, duplicates, duplicateRows }: Projection,
  files: SelectedFiles,
  knowledge: AttributeKnowledge,
): CountedFiles | undefined {
  const wantsRows = columns.length === 0 && bounds.identity.length === 0 && amendments === undefined;
  if (!wantsRows || (duplicates === 'exact' && duplicateRows === undefined)) return undefined;
  const isKnown = (path: string): boolean =>
    knowledge.fileAttributes(path) !== undefined && knowledge.amendments(path) === undefined;
  const counted = files.inside.filter(({ path }) => isKnown(path));
  if (counted.length === 0) return undefined;
  return {
    rows: counted.reduce((sum, { path, rows }) => sum + rows - (duplicateRows?.get(path)?.length ?? 0), 0),
    rest: { inside: files.inside.filter(({ path }) => !isKnown(path)), edge: files.edge },
  };
}
