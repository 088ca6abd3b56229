// Derives the Glue columns of a table; `Comment` is the attribute's real key, which Glue's lower-case names cannot carry.
import { glueTypeText } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

export interface GlueColumn {
  Name: string;
  Type: string;
  Comment: string;
}

export function glueColumns(table: TableDefinition): GlueColumn[] {
  return table.columns.map((column) => ({
    Name: column.name,
    Type: glueTypeText(column.type),
    Comment: column.attributeKey ?? column.description.slice(0, 255),
  }));
}
