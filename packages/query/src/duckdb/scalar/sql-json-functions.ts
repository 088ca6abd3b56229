// JSON_VALUE, JSON_QUERY, JSON_EXISTS and JSON_OBJECT as scalar functions. Each result opens with a letter that says what it is: SQL decides by it.
import { type JsonItem, jsonItemText, parseJsonItem, scalarItem, scalarItemText } from './json-item.ts';
import { JsonSyntaxError } from './json-scanner.ts';
import { jsonString } from './json-text.ts';
import { JsonPathError } from './sql-json-arithmetic.ts';
import { evaluateJsonPath } from './sql-json-evaluation.ts';
import { parseSqlJsonPath, type SqlJsonPath } from './sql-json-path.ts';

/** First letter of a result: nothing was found, or an error, `code|message` behind it. */
export const EMPTY_RESULT = 'e';
export const ERROR_RESULT = 'x';
/** Of JSON_VALUE: the text was blank. An error where errors have a value, else NULL. */
export const MISSING_RESULT = 'o';
/** First letters of JSON_VALUE's results: the SQL type of the text behind it. */
export const SCALAR_RESULTS = { text: 's', integer: 'i', decimal: 'm', double: 'd', boolean: 'b', null: 'n' } as const;
/** First letter of a JSON text. */
export const JSON_RESULT = 'j';

export type JsonWrapper = 'without' | 'conditional' | 'unconditional';

const OUTPUT_ERROR = 'JSON_OUTPUT_CONVERSION_ERROR|conversion from JSON failed: ';
const VALUE_ERROR = 'JSON_VALUE_RESULT_ERROR|cannot extract SQL scalar from JSON: ';

const MAX_KEPT_PATHS = 100;
const paths = new Map<string, SqlJsonPath>();

function pathOf(text: string): SqlJsonPath {
  let path = paths.get(text);
  if (path === undefined) {
    if (paths.size >= MAX_KEPT_PATHS) paths.clear();
    path = parseSqlJsonPath(text);
    paths.set(text, path);
  }
  return path;
}

/** What Trino reads out of nothing: it is like null, but no value. */
const MISSING: JsonItem = { kind: 'null' };

/** @param passed `[["name","kind","text"],…]`, null for a NULL: see passedItem */
function found(input: string, path: string, passed: string, read: (items: readonly JsonItem[]) => string): string {
  try {
    const context: JsonItem = input.trim() === '' ? MISSING : parseJsonItem(input);
    return read(evaluateJsonPath(pathOf(path), context, passedItems(passed)));
  } catch (error) {
    if (error instanceof JsonSyntaxError) return `${ERROR_RESULT}JSON_INPUT_CONVERSION_ERROR|conversion to JSON failed`;
    if (error instanceof JsonPathError)
      return `${ERROR_RESULT}PATH_EVALUATION_ERROR|path evaluation failed: ${error.message}`;
    throw error;
  }
}

const NOTHING_PASSED: ReadonlyMap<string, JsonItem> = new Map();

function passedItems(passed: string): ReadonlyMap<string, JsonItem> {
  if (passed === '[]') return NOTHING_PASSED;
  const entries = JSON.parse(passed) as [name: string, kind: string, text: string | null][];
  return new Map(entries.map(([name, kind, text]) => [name, passedItem(kind, text)]));
}

/** @param kind integer, decimal, double, text, boolean, json, or the name of another type */
function passedItem(kind: string, text: string | null): JsonItem {
  if (text === null) return { kind: 'null' };
  switch (kind) {
    case 'integer':
    case 'decimal':
    case 'double':
    case 'text':
    case 'boolean':
      return scalarItem(kind, text);
    case 'json':
      return text.trim() === '' ? { kind: 'null' } : parseJsonItem(text);
    default:
      return { kind: 'other', type: kind, text };
  }
}

export function sqlJsonExists(input: string, path: string, passed: string): string {
  return found(input, path, passed, (items) => (items.length > 0 ? 't' : 'f'));
}

export function sqlJsonValue(input: string, path: string, passed: string): string {
  return found(input, path, passed, ([item, ...more]) => {
    if (item === undefined) return EMPTY_RESULT;
    if (more.length > 0) return `${ERROR_RESULT}${VALUE_ERROR}JSON path found multiple items`;
    if (item === MISSING) return MISSING_RESULT;
    const text = item.kind === 'integer' && item.bits === 0 ? undefined : scalarItemText(item);
    if (text === undefined) {
      return `${ERROR_RESULT}${VALUE_ERROR}JSON path found an item that cannot be converted to an SQL value`;
    }
    return `${item.kind === 'other' || item.kind === 'array' || item.kind === 'object' ? 's' : SCALAR_RESULTS[item.kind]}${text}`;
  });
}

/** @param form the wrapper, then ` omit` where a text goes without its quotes */
export function sqlJsonQuery(input: string, path: string, passed: string, form: string): string {
  const [wrapper, quotes] = form.split(' ');
  return found(input, path, passed, (items) => {
    if (items.length === 0) return EMPTY_RESULT;
    if (items.some(({ kind }) => kind === 'other')) return `${ERROR_RESULT}${OUTPUT_ERROR}a value has no JSON form`;
    const [item] = items;
    const structured = items.length === 1 && (item.kind === 'array' || item.kind === 'object');
    if (wrapper === 'unconditional' || (wrapper === 'conditional' && !structured)) {
      return `${JSON_RESULT}[${items.map(jsonItemText).join(',')}]`;
    }
    if (items.length > 1) return `${ERROR_RESULT}${OUTPUT_ERROR}JSON path found multiple items`;
    return `${JSON_RESULT}${quotes === 'omit' && item.kind === 'text' ? item.value : jsonItemText(item)}`;
  });
}

/** JSON text for FORMAT JSON as a value, or a failing text. Nothing at all is null. */
export function sqlJsonFormatted(text: string): string {
  if (text.trim() === '') return `${JSON_RESULT}null`;
  try {
    return `${JSON_RESULT}${jsonItemText(parseJsonItem(text))}`;
  } catch {
    return `${ERROR_RESULT}JSON_INPUT_CONVERSION_ERROR|conversion to JSON failed`;
  }
}

/** An object of `[["key","JSON text of the value"],…]`, its members in the order that Java's HashMap has them. */
export function sqlJsonObject(members: string, uniqueKeys: boolean): string {
  const entries = JSON.parse(members) as [key: string | null, value: string][];
  if (entries.some(([key]) => key === null)) {
    return `${ERROR_RESULT}INVALID_FUNCTION_ARGUMENT|null value passed for JSON object key to JSON_OBJECT function`;
  }
  if (new Set(entries.map(([key]) => key)).size < entries.length) {
    return uniqueKeys
      ? `${ERROR_RESULT}INVALID_FUNCTION_ARGUMENT|duplicate key passed to JSON_OBJECT function`
      : `${ERROR_RESULT}NOT_SUPPORTED|cannot construct a JSON object with duplicate key`;
  }
  const ordered = hashOrder(entries as [string, string][]);
  return `${JSON_RESULT}{${ordered.map(([key, value]) => `${jsonString(key)}:${value}`).join(',')}}`;
}

const SMALLEST_TABLE = 16;
const LOAD_FACTOR = 0.75;

/** By place in the hash table, then as they came. */
function hashOrder(entries: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  let size = SMALLEST_TABLE;
  while (entries.length > size * LOAD_FACTOR) size *= 2;
  const places = new Map(entries.map((entry) => [entry, spreadHash(entry[0]) & (size - 1)]));
  return [...entries].sort((a, b) => places.get(a)! - places.get(b)!);
}

/** java.util.HashMap's hash of String.hashCode(). */
function spreadHash(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  return hash ^ (hash >>> 16);
}
