// A row as the JSON document that Firehose turns into a Parquet row: short keys for columns (ADR 15), integers of 64 bits bare, no NULL members,
// valid whatever the texts are.
import { DOCUMENT_COLUMNS } from '../document-columns.ts';
import type { WideRow } from './wide-row.ts';

// Built by hand: JSON.stringify knows no bigint, and asking whether a text needs it is a third cheaper than calling it for each.

/** What JSON cannot have in a text as it stands; a surrogate may be half of a pair, or alone. */
const UNSAFE = /["\\\u0000-\u001f\ud800-\udfff]/;
const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
/** Names are few; past this many they are forgotten. */
const KEPT_NAMES = 4_096;

const names = new Map<string, string>();
const columnKeys: ReadonlyMap<string, string> = new Map(
  DOCUMENT_COLUMNS.map(({ name, jsonKey }) => [name, `,"${jsonKey}":`]),
);

/** One document, without a newline. Members stand in the order in which the row has them. */
export function documentOf(row: WideRow): string {
  return membersJson(row, columnJson);
}

function membersJson(members: object, keyOf: (name: string) => string): string {
  let json = '';
  for (const name in members) {
    const value = (members as Record<string, unknown>)[name];
    if (value === undefined) continue;
    json += keyOf(name) + (name === SHARED ? sharedJson(value as ReadonlyMap<string, unknown>) : jsonOf(value));
  }
  return bracedJson(json);
}

/** Members with a comma in front of each. */
function bracedJson(members: string): string {
  return members === '' ? '{}' : `{${members.slice(1)}}`;
}

function jsonOf(value: unknown): string {
  if (typeof value === 'string') return textJson(value);
  if (typeof value === 'number') return numberJson(value);
  if (value instanceof Map) return mapJson(value);
  return Array.isArray(value) ? `[${value.map((element) => membersJson(element, nameJson)).join()}]` : String(value);
}

/** Spans of one resource have its map in common; nothing is added to it after the first. */
const SHARED = 'resource_attributes';
let lastShared: ReadonlyMap<string, unknown> | undefined;
let lastSharedJson = '';

function sharedJson(map: ReadonlyMap<string, unknown>): string {
  if (map !== lastShared) {
    lastSharedJson = mapJson(map);
    lastShared = map;
  }
  return lastSharedJson;
}

function mapJson(map: ReadonlyMap<string, unknown>): string {
  let json = '';
  map.forEach((value, key) => {
    json += nameJson(key) + jsonOf(value);
  });
  return bracedJson(json);
}

function columnJson(column: string): string {
  return columnKeys.get(column) ?? nameJson(column);
}

function nameJson(name: string): string {
  let json = names.get(name);
  if (json === undefined) {
    if (names.size === KEPT_NAMES) names.clear();
    json = `,${textJson(name)}:`;
    names.set(name, json);
  }
  return json;
}

/** Lone surrogates, which JSON can write but UTF-8 cannot hold, become U+FFFD. */
function textJson(text: string): string {
  return UNSAFE.test(text) ? JSON.stringify(text.replace(LONE_SURROGATE, '\ufffd')) : `"${text}"`;
}

/** Beyond 2^53 a double is written as one, so that no reader takes it for an integer; -0 keeps its sign. */
function numberJson(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0';
  const json = `${value}`;
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER || json.includes('e') ? json : `${json}.0`;
}
