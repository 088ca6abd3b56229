// A row that is kept for a while: its texts are pieces of the body that they came in, and each keeps all of that alive.
import { ownText } from '../bytes/utf8.ts';
import type { WideRow } from './wide-row.ts';

/** V8 copies shorter pieces. */
const LEAST_PIECE = 13;

/** The same row, with texts of its own. */
export function ownRow(row: WideRow): WideRow {
  return owned(row) as WideRow;
}

/** In place: rows of one body share the maps of their resource and scope. Keys have texts of their own. */
function owned(value: unknown): unknown {
  if (typeof value === 'string') return value.length < LEAST_PIECE ? value : ownText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) for (const [key, one] of value) value.set(key, owned(one));
  else for (const [key, one] of Object.entries(value)) Object.assign(value, { [key]: owned(one) });
  return value;
}
