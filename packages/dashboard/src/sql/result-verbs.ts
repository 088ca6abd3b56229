// What can be done with a value of a result, in its table and in its chart.
import type { StructuredQuery } from '@tracelake/query/structured';
import type { QueryResult } from '../api/api-types.ts';
import { answerKeys, copyKeys, useExploreLinks } from '../explore/value-actions.ts';
import type { ValueKeys } from '../ui/value-keys.ts';

export type ResultVerbs = (row: readonly unknown[], column: number) => ValueKeys;

/**
 * @param fields of each column the attribute that it shows
 * @param from the statement as a question: values go on from it
 */
export function useResultVerbs(
  { columns }: Pick<QueryResult, 'columns'>,
  fields: readonly (string | null)[] = [],
  from?: StructuredQuery,
): ResultVerbs {
  const actions = useExploreLinks(from);
  return (row, column) => {
    const field = fields[column] ?? null;
    const value = row[column];
    // A list or a map is no value of a condition.
    return field === null || (typeof value === 'object' && value !== null)
      ? copyKeys({ column: field ?? columns[column].name, value })
      : answerKeys(actions, columns[column].type, [{ column: field, value }]);
  };
}
