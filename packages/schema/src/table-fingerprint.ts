// A table's columns in eight digits: a file that says it has exactly these can be read without a look at its schema.
import { glueTypeText } from './column-type.ts';
import type { TableDefinition } from './table-definition.ts';

const known = new WeakMap<TableDefinition, string>();

/** FNV-1a, 32 bits, of names and types in order. Another column gives another fingerprint, and older files keep theirs. */
export function tableFingerprint(table: TableDefinition): string {
  const fingerprint = known.get(table) ?? hashOf(table);
  known.set(table, fingerprint);
  return fingerprint;
}

function hashOf(table: TableDefinition): string {
  const text = table.columns.map(({ name, type }) => `${name} ${glueTypeText(type)}`).join('\n');
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
