// The one place where values of requests become part of SQL: whatever they hold, they stay data.

export function sqlLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function sqlIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function sqlAnd(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.map((condition) => `(${condition})`).join(' AND ');
}

/** A LIKE pattern for texts that contain `text`; to be used with `ESCAPE '\'`. */
export function sqlContains(text: string): string {
  return sqlLiteral(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
}
