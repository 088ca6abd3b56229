// A field's name as a structured query writes it: whose field it is, and how SQL says it.
import { columnByName, SPANS_TABLE } from '@tracelake/schema';
import { quoteIdentifier, quoteLiteral } from '../types/quoting.ts';

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

/** `events.x`: the attribute `x` of the span's first event that has it; `events.name`: the name of its first event. */
const EVENT_FIELD = /^events\.(.+)$/s;

/** A column of the table stands bare; all else is quoted, whatever it holds. */
export function fieldSql(name: string): string {
  const [, ofEvents] = EVENT_FIELD.exec(name) ?? [];
  if (ofEvents !== undefined) return eventFieldSql(ofEvents);
  const isOwn = columnByName(SPANS_TABLE, name) !== undefined || VIRTUAL_NAMES.has(name);
  return isOwn && name !== 'time' && name !== 'hour' ? name : quoteIdentifier(name);
}

function eventFieldSql(key: string): string {
  if (key === 'name') return 'element_at(events, 1).name';
  const values = `transform(events, e -> element_at(e.attributes, ${quoteLiteral(key)}))`;
  return `element_at(filter(${values}, v -> v IS NOT NULL), 1)`;
}
