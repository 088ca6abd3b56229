// Derives the TypeScript source of a table's row, so that readers of whole rows are typed by the same list.
import { type ColumnType, isScalarType, type ScalarType } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

const TYPESCRIPT_SCALARS: Record<ScalarType, string> = {
  varchar: 'string',
  bigint: 'bigint',
  double: 'number',
  boolean: 'boolean',
};

function typescriptType(type: ColumnType): string {
  if (isScalarType(type)) return TYPESCRIPT_SCALARS[type];
  if (type.kind === 'map') return `Record<string, ${TYPESCRIPT_SCALARS[type.value]}>`;
  const members = type.fields.map((field) => `${field.name}: ${typescriptType(field.type)} | null`);
  return `{ ${members.join('; ')} }[]`;
}

/** Source of an interface: `packages/schema/src/span-row.ts` is kept equal to it by a test. */
export function rowTypeSource(table: TableDefinition, interfaceName: string): string {
  const lines = table.columns.map((column) => `  ${column.name}: ${typescriptType(column.type)} | null;`);
  const opening = `// One row of the ${table.name} table. Generated from the table's columns by rowTypeSource; do not edit.`;
  return `${opening}\n\nexport interface ${interfaceName} {\n${lines.join('\n')}\n}\n`;
}
