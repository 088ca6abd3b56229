// An amendment: a row with an invocation's identity that only brings late values. Its `amends` says which columns they are.
import { SPANS_TABLE } from './spans-table.ts';
import { columnByName } from './table-definition.ts';

/** Equal in these: the same span, or the amendment and its invocation. */
export const IDENTITY_COLUMNS = ['trace_id', 'span_id', 'kind', 'start_time_unix_nano'] as const;

/** After so long without its invocation an amendment is an event of its own. */
export const AMENDMENT_PATIENCE_NANOS = 86_400_000_000_000n;

const SEPARATOR = ',';

/** The value of `amends` for late values in these columns. What else the row has only repeats its invocation. */
export function amendsText(columns: readonly string[]): string {
  return columns.join(SEPARATOR);
}

/** Columns that an `amends` names. One that names none of ours may have late values in any. */
export function amendedColumns(amends: string): readonly string[] {
  const isIdentity = (name: string): boolean => IDENTITY_COLUMNS.some((column) => column === name);
  const named = amends.split(SEPARATOR).filter((name) => columnByName(SPANS_TABLE, name) !== undefined);
  const all = named.length > 0 ? named : SPANS_TABLE.columns.map(({ name }) => name);
  return all.filter((name) => !isIdentity(name) && name !== 'amends');
}
