// A row that is kept for a while: its texts are pieces of the body that they came in, and each keeps all of that alive.
import { ownText } from '../bytes/utf8.ts';
import type { WideRow } from './wide-row.ts';

/** V8 copies shorter pieces. */
const LEAST_PIECE = 13;

/** The same row, with texts of its own. */
export function ownRow(row: WideRow): WideRow {
  return owned(row) as WideRow;
}

/** What has texts of its own: rows of one body share the maps of their resource and scope, which took two thirds of a span's reading. */
const OWN_MAPS = new WeakSet<object>();

/** In place. Keys have texts of their own. */
function owned(value: unknown): unknown {
  if (typeof value === 'string') return value.length < LEAST_PIECE ? value : ownText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (!(value instanceof Map)) {
    const members = value as Record<string, unknown>;
    for (const key of Object.keys(members)) members[key] = owned(members[key]);
  } else if (!OWN_MAPS.has(value)) {
    OWN_MAPS.add(value);
    for (const [key, one] of value) value.set(key, owned(one));
  }
  return value;
}
