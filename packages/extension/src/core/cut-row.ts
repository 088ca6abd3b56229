// A row beyond Firehose's limit with its texts cut short, no events or links, and no more attributes than fit: that it happened, and how long it took, must not go with a text.
import type { WideRow } from '@tracelake/otlp';

/** Set on a row that was cut. */
export const CUT_KEY = 'tracelake.cut';

/** 512 attributes of such texts, each character six bytes in JSON, still fit. */
const MOST_TEXT = 256;
const CHARACTER_BYTES = 6;
/** What all attributes may take, keys included: the other columns' texts have the rest of a record. */
const MOST_ATTRIBUTE_BYTES = 850_000;

export function cutRow(row: WideRow): WideRow {
  const { events = [], links = [], ...rest } = row;
  const room = { bytes: MOST_ATTRIBUTE_BYTES, leftOut: 0 };
  const cut = Object.fromEntries(
    Object.entries(rest).map(([column, value]) => [
      column,
      value instanceof Map ? cutMap(value, room) : cutText(value),
    ]),
  ) as WideRow;
  if (room.leftOut > 0) cut.dropped_attributes_count = Number(row.dropped_attributes_count ?? 0) + room.leftOut;
  if (events.length > 0) cut.dropped_events_count = Number(row.dropped_events_count ?? 0) + events.length;
  if (links.length > 0) cut.dropped_links_count = Number(row.dropped_links_count ?? 0) + links.length;
  cut.attributes_boolean = new Map(cut.attributes_boolean).set(CUT_KEY, true);
  return cut;
}

function cutText(value: unknown): unknown {
  return typeof value === 'string' && value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value;
}

/** A key is never cut, which would be another: its attribute is left out where there is no room. */
function cutMap(map: ReadonlyMap<string, unknown>, room: { bytes: number; leftOut: number }): Map<string, unknown> {
  const kept = new Map<string, unknown>();
  for (const [key, value] of map) {
    const text = cutText(value);
    const bytes = (key.length + String(text).length + 2) * CHARACTER_BYTES;
    if (bytes > room.bytes) room.leftOut++;
    else {
      kept.set(key, text);
      room.bytes -= bytes;
    }
  }
  return kept;
}
