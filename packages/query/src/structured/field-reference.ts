// A field's name as a structured query writes it: whose field it is, and how SQL says it.
import { columnByName, SPANS_TABLE } from '@tracelake/schema';
import { quoteIdentifier } from '../types/quoting.ts';

export type Relation = 'span' | 'root' | 'parent' | 'any' | 'none';

export interface FieldReference {
  readonly relation: Relation;
  /** The field's name on that span. */
  readonly name: string;
}

export function fieldReference(text: string): FieldReference {
  const match = /^(root|parent|any|none)\.(.+)$/s.exec(text);
  return match === null ? { relation: 'span', name: text } : { relation: match[1] as Relation, name: match[2] };
}

const VIRTUAL_NAMES = new Set(SPANS_TABLE.virtualColumns.map((column) => column.name));

/** A column of the table stands bare; all else is quoted, whatever it holds. */
export function fieldSql(name: string): string {
  const isOwn = columnByName(SPANS_TABLE, name) !== undefined || VIRTUAL_NAMES.has(name);
  return isOwn && name !== 'time' && name !== 'hour' ? name : quoteIdentifier(name);
}
