// Derives the documentation page of a table: docs/table.md is kept equal to it by a test.
import { trinoTypeText } from './column-type.ts';
import { firehoseJsonKeys } from './firehose-json-keys.ts';
import type { TableDefinition } from './table-definition.ts';
import { WELL_KNOWN_ATTRIBUTES } from './well-known-attributes.ts';

function tableRow(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

export function tablePage(table: TableDefinition): string {
  const aliases = new Map(WELL_KNOWN_ATTRIBUTES.map((attribute) => [attribute.key, attribute.aliases]));
  const keys = firehoseJsonKeys(table);
  const columns = table.columns.map((column) => {
    const older = (aliases.get(column.attributeKey ?? '') ?? []).map((alias) => `\`${alias.key}\``).join(' ');
    const attribute = column.attributeKey === null ? '' : `\`${column.attributeKey}\``;
    const description = column.unit === null ? column.description : `${column.description} Unit: ${column.unit}.`;
    return tableRow([
      String(column.id),
      `\`${column.name}\``,
      `\`${keys[column.name] ?? column.name}\``,
      trinoTypeText(column.type),
      attribute,
      older,
      description,
      column.since,
    ]);
  });
  const virtual = table.virtualColumns.map((column) =>
    tableRow([`\`${column.name}\``, column.trinoType, column.inStar ? 'yes' : 'no', column.description]),
  );
  return [
    `# The table \`${table.name}\``,
    '',
    'Generated from `packages/schema`; a test keeps it equal. In SQL an attribute is a column by its own name (`"http.route"`);',
    'the column names below are those of the files. `SELECT *` shows the structural columns and the attributes listed here.',
    'The key is what a column is called in the JSON documents that are sent to Firehose ([ADR 15](adr/0015-short-keys-in-firehose-documents.md)).',
    '',
    '## Stored columns',
    '',
    tableRow(['field id', 'column', 'key', 'type', 'attribute', 'older names', 'meaning', 'since']),
    tableRow(['---', '---', '---', '---', '---', '---', '---', '---']),
    ...columns,
    '',
    '## Virtual columns',
    '',
    tableRow(['column', 'type', 'in `*`', 'meaning']),
    tableRow(['---', '---', '---', '---']),
    ...virtual,
    '',
  ].join('\n');
}
