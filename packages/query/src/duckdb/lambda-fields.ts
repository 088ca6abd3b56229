// Fields of a lambda's parameter without the point: in HAVING DuckDB 1.5.5 takes `z.a` for a column that is not grouped by.

const LAMBDA = /\blambda ((?:\w+, )*\w+):/g;
const TEXT_OR_FIELD = /'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w.])(\w+)\.(\w+)(?![\w(.])/g;

/** `lambda z: z.a` → `lambda z: struct_extract(z, 'a')`. */
export function withoutPoints(sql: string): string {
  const parameters = new Set([...sql.matchAll(LAMBDA)].flatMap(([, names]) => names.split(', ')));
  if (parameters.size === 0) return sql;
  return sql.replace(TEXT_OR_FIELD, (found, name: string | undefined, field: string) =>
    name !== undefined && parameters.has(name) ? `struct_extract(${name}, '${field}')` : found,
  );
}
