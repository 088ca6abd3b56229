// A row beyond Firehose's limit with its texts cut short, and no events or links: that it happened, and how long it took, must not go with a text.
import type { WideRow } from '@tracelake/otlp';

/** Set on a row that was cut. */
export const CUT_KEY = 'tracelake.cut';

/** 512 attributes of such texts, each character six bytes in JSON, still fit. */
const MOST_TEXT = 256;

export function cutRow(row: WideRow): WideRow {
  const { events = [], links = [], ...rest } = row;
  const cut = Object.fromEntries(Object.entries(rest).map(([column, value]) => [column, cutValue(value)])) as WideRow;
  if (events.length > 0) cut.dropped_events_count = Number(row.dropped_events_count ?? 0) + events.length;
  if (links.length > 0) cut.dropped_links_count = Number(row.dropped_links_count ?? 0) + links.length;
  cut.attributes_boolean = new Map(cut.attributes_boolean).set(CUT_KEY, true);
  return cut;
}

function cutValue(value: unknown): unknown {
  if (typeof value === 'string') return value.length > MOST_TEXT ? `${value.slice(0, MOST_TEXT)}…` : value;
  return value instanceof Map ? new Map([...value].map(([key, one]) => [key, cutValue(one)])) : value;
}
