// Trino 476's answer to one whole query, as a line of recorded/*.jsonl: the query, its columns by name and type, its rows; or `!`, Trino's error
// and its place.
export interface RecordedQuery {
  readonly sql: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  /** In API form. */
  readonly rows?: readonly (readonly unknown[])[];
  readonly error?: { readonly code: string; readonly place?: string };
}

type Line = readonly [
  sql: string,
  outcome: string | readonly (readonly [string, string])[],
  rest?: string | RecordedQuery['rows'],
];

export function parseRecordedQueries(text: string): RecordedQuery[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [sql, outcome, rest] = JSON.parse(line) as Line;
      if (typeof outcome !== 'string') {
        return { sql, columns: outcome.map(([name, type]) => ({ name, type })), rows: rest as RecordedQuery['rows'] };
      }
      const code = outcome.slice(1);
      return { sql, error: rest === undefined ? { code } : { code, place: rest as string } };
    });
}

export function recordedQueryLine({ sql, columns, rows, error }: RecordedQuery): string {
  const line =
    error === undefined
      ? [sql, columns!.map(({ name, type }) => [name, type]), rows]
      : [sql, `!${error.code}`, ...(error.place === undefined ? [] : [error.place])];
  return `${JSON.stringify(line)}\n`;
}
