// A row as the JSON document that Firehose turns into a Parquet row: integers of 64 bits bare, no NULL members, valid whatever the texts are.
import type { WideRow } from './wide-row.ts';

/** One document, without a newline. Members stand in the order in which the row has them. */
export function documentOf(row: WideRow): string {
  let json = '';
  for (const column in row) {
    const value = (row as Record<string, unknown>)[column];
    if (value !== undefined) json += `${json === '' ? '{' : ','}"${column}":${jsonOf(value)}`;
  }
  return json === '' ? '{}' : `${json}}`;
}

function jsonOf(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return textJson(value);
    case 'number':
      return numberJson(value);
    case 'object':
      if (value instanceof Map) return mapJson(value);
      return Array.isArray(value) ? `[${value.map(documentOf).join()}]` : 'null';
    default:
      return String(value);
  }
}

function mapJson(map: ReadonlyMap<string, unknown>): string {
  let json = '';
  for (const [key, value] of map) json += `${json === '' ? '{' : ','}${textJson(key)}:${jsonOf(value)}`;
  return json === '' ? '{}' : `${json}}`;
}

/** Lone surrogates, which JSON can write but UTF-8 cannot hold, become U+FFFD. */
function textJson(text: string): string {
  const json = JSON.stringify(text);
  return json.includes('\\ud') ? JSON.stringify(text.replace(LONE_SURROGATE, '\ufffd')) : json;
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Beyond 2^53 a double is written as one, so that no reader takes it for an integer; -0 keeps its sign. */
function numberJson(value: number): string {
  if (Object.is(value, -0)) return '-0.0';
  const json = String(value);
  return Math.abs(value) <= Number.MAX_SAFE_INTEGER || json.includes('e') ? json : `${json}.0`;
}
