// Columns from around a subquery, brought into it under their own names: in a lambda, a struct or a TRY, DuckDB 1.5.5 does not find them
// where they come from (`Referenced table "r1" not found`, `Need named argument for struct pack`).

/** Macros are made of lambdas and structs. */
const TAKES_NO_OUTER_COLUMN = /\blambda |\bTRY\(|\bt_\w+\(|\{'/;
const HOLDS_QUERY = /\bSELECT\b/;
/** A relation's column; texts and quoted names are read over. */
const COLUMN = /'(?:[^']|'')*'|\br(\d+)\.(?:"(?:[^"]|"")*"|\w+)|"(?:[^"]|"")*"/g;

/**
 * What must stand in the FROM of a query with these texts, most often nothing.
 * @param last number of the last name from around
 */
export function carriedColumns(texts: readonly string[], last: number): readonly string[] {
  // A query inside looks after its own; and what compares columns only is joined by them best as it stands.
  const isLost = (sql: string): boolean =>
    TAKES_NO_OUTER_COLUMN.test(sql) && !HOLDS_QUERY.test(sql) && outerColumns([sql], last).length > 0;
  if (!texts.some(isLost)) return [];
  const columns = new Map<string, Set<string>>();
  for (const column of outerColumns(texts, last)) {
    const alias = column.slice(0, column.indexOf('.'));
    columns.set(alias, (columns.get(alias) ?? new Set()).add(column));
  }
  return [...columns].map(([alias, used]) => `(SELECT ${[...used].join(', ')}) ${alias}`);
}

export function outerColumns(texts: readonly string[], last: number): string[] {
  return texts.flatMap((sql) =>
    [...sql.matchAll(COLUMN)]
      .filter(([, number]) => number !== undefined && Number(number) <= last)
      .map(([one]) => one),
  );
}
