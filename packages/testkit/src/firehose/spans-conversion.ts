// The conversion of the spans' stream as the deploy sets it, and documents with column names for people and their tests.
import { firehoseJsonKeys, glueColumns, SPANS_TABLE } from '@tracelake/schema';
import { JsonDocumentReader } from './json-document-reader.ts';
import { type JsonObject, jsonText } from './json-value.ts';

const KEYS = firehoseJsonKeys(SPANS_TABLE);
const COLUMNS = Object.fromEntries(Object.entries(KEYS).map(([column, key]) => [key, column]));

export const SPANS_CONVERSION = {
  table: glueColumns(SPANS_TABLE),
  caseInsensitive: false,
  columnToJsonKeyMappings: KEYS,
  dictionary: true,
} as const;

/** A document with column names as the stream wants it. Numbers stay as they are written. */
export function keyedDocument(json: string): string {
  return renamed(json, KEYS);
}

/** … and one of the stream with column names. */
export function namedDocument(json: string): string {
  return renamed(json, COLUMNS);
}

function renamed(json: string, names: Readonly<Record<string, string>>): string {
  const document = new JsonDocumentReader(new TextEncoder().encode(json)).next() as JsonObject;
  return jsonText(new Map([...document].map(([key, value]) => [names[key] ?? key, value])));
}
