// Files in which the columns used are made alike: where an attribute lies in no map of a file, no map of it is read.
import type { DataFile } from '@tracelake/schema';
import type { AttributeKnowledge } from './attribute-knowledge.ts';
import type { SelectedFiles } from './file-selection.ts';
import type { PhysicalColumn } from './physical-column.ts';

export interface FileClass {
  /** In the order of the columns asked for. */
  readonly columns: readonly PhysicalColumn[];
  readonly files: SelectedFiles;
}

/** Each is a scan of its own in the text; beyond so many the rest is read as any file must be. */
const MAX_CLASSES = 4;

/** Never none; every file in exactly one. */
export function fileClasses(
  columns: readonly PhysicalColumn[],
  files: SelectedFiles,
  knowledge: AttributeKnowledge,
): FileClass[] {
  if (columns.every((column) => column.narrowed === undefined)) return [{ columns, files }];
  const ids = new Map<PhysicalColumn, number>();
  const idOf = (column: PhysicalColumn): number => {
    const id = ids.get(column) ?? ids.size;
    ids.set(column, id);
    return id;
  };
  const classes = new Map<string, { columns: readonly PhysicalColumn[]; paths: Set<string> }>();
  const all = [...files.inside, ...files.edge];
  for (const { path } of all) {
    const attributes = knowledge.fileAttributes(path);
    const own = columns.map((column) => (attributes && column.narrowed?.(attributes)) ?? column);
    const key = own.map(idOf).join();
    const known = classes.get(key);
    if (known === undefined) classes.set(key, { columns: own, paths: new Set([path]) });
    else known.paths.add(path);
  }
  const largest = [...classes.values()].sort((left, right) => right.paths.size - left.paths.size);
  const kept = largest.slice(0, largest.length > MAX_CLASSES ? MAX_CLASSES - 1 : MAX_CLASSES);
  const rest = new Set(largest.slice(kept.length).flatMap(({ paths }) => [...paths]));
  if (rest.size > 0 || kept.length === 0) kept.push({ columns, paths: rest });
  return kept.map(({ columns: own, paths }) => ({ columns: own, files: only(files, paths) }));
}

function only({ inside, edge }: SelectedFiles, paths: ReadonlySet<string>): SelectedFiles {
  const isIn = ({ path }: DataFile): boolean => paths.has(path);
  return { inside: inside.filter(isIn), edge: edge.filter(isIn) };
}
