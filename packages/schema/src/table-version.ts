// The version of a table as the deploy tells it to the layer, which may be younger and knows columns that the table lacks.
import type { TableDefinition } from './table-definition.ts';

/** That of its youngest column, by numbers: 1.10.0 is younger than 1.9.2. */
export function tableVersion({ columns }: TableDefinition): string {
  const versions = columns.map(({ since }) => since).sort(new Intl.Collator('en', { numeric: true }).compare);
  return versions.at(-1)!;
}
