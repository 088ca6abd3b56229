// A JSON document to a row by the rules of the OpenX JSON SerDe as Firehose applies them: what is converted, what is dropped, what fails.
import { hiveDate, hiveTimestamp } from './hive-timestamp.ts';
import type { HiveMember, HiveScalar, HiveType } from './hive-type.ts';
import { javaDoubleText } from './java-text.ts';
import { JsonNumber, type JsonObject, type JsonValue, jsonText } from './json-value.ts';

export interface OpenXOptions {
  /** AWS's default is true: every key, of maps too, is made lower-case. */
  readonly caseInsensitive?: boolean;
  readonly convertDotsInJsonKeysToUnderscores?: boolean;
  /** By column: the key that holds its value, in place of its name. */
  readonly columnToJsonKeyMappings?: Readonly<Record<string, string>>;
  /** Whether members of structs are mapped by the same names. In the OpenX library they are; nobody has probed Firehose, so both must be survived. */
  readonly mapsMembers?: boolean;
}

export interface HiveStructValue {
  readonly [member: string]: HiveValue;
}

/** A timestamp is nanoseconds since 1970, a date days. */
export type HiveValue =
  | null
  | string
  | number
  | bigint
  | boolean
  | HiveValue[]
  | Map<string, HiveValue>
  | HiveStructValue;

/** The document does not fit the table. */
export class UnfitDocument extends Error {}

/** Throws UnfitDocument. Keys that no column has are dropped without a word; columns that the document lacks are NULL. */
export function openXRow(
  document: JsonValue,
  columns: readonly HiveMember[],
  options: OpenXOptions = {},
): HiveStructValue {
  const { caseInsensitive = true, convertDotsInJsonKeysToUnderscores = false, mapsMembers = true } = options;
  if (!(document instanceof Map)) throw new UnfitDocument(notAnObject(document));
  const keyed = caseInsensitive ? lowerCased(document) : document;
  const members = convertDotsInJsonKeysToUnderscores ? underscored(keyed as JsonObject) : (keyed as JsonObject);
  const keyOf = keysBy(options.columnToJsonKeyMappings ?? {}, caseInsensitive);
  const memberKeyOf = mapsMembers ? keyOf : (name: string) => name;
  const row: Record<string, HiveValue> = Object.create(null);
  for (const { name, type } of columns) row[name] = converted(members.get(keyOf(name)) ?? null, type, memberKeyOf);
  return row;
}

type KeyOf = (name: string) => string;

/** A name that is mapped is not looked for under itself any more. */
function keysBy(mappings: Readonly<Record<string, string>>, caseInsensitive: boolean): KeyOf {
  return (name) => {
    const key = Object.hasOwn(mappings, name) ? mappings[name]! : name;
    return caseInsensitive ? key.toLowerCase() : key;
  };
}

/** Keys at every depth. Two that become one fail the record. */
function lowerCased(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(lowerCased);
  if (!(value instanceof Map)) return value;
  const members: JsonObject = new Map();
  for (const [key, member] of value) {
    const lowerCase = key.toLowerCase();
    if (members.has(lowerCase)) throw new UnfitDocument(`Duplicate key "${lowerCase}"`);
    members.set(lowerCase, lowerCased(member));
  }
  return members;
}

/** Only keys of the document itself: whether AWS reaches into maps nobody has probed. */
function underscored(document: JsonObject): JsonObject {
  return new Map([...document].map(([key, member]) => [key.replaceAll('.', '_'), member]));
}

function converted(value: JsonValue, type: HiveType, keyOf: KeyOf): HiveValue {
  if (value === null) return null;
  switch (type.kind) {
    case 'scalar':
      return scalar(value, type);
    case 'array':
      return (Array.isArray(value) ? value : [value]).map((element) => converted(element, type.element, keyOf));
    case 'map':
      if (!(value instanceof Map)) throw new UnfitDocument(notAnObject(value));
      return new Map([...value].map(([key, member]) => [key, converted(member, type.value, keyOf)]));
    case 'struct':
      return struct(value, type.members, keyOf);
  }
}

function struct(value: JsonValue, members: readonly HiveMember[], keyOf: KeyOf): HiveValue {
  const filled: Record<string, HiveValue> = Object.create(null);
  if (!Array.isArray(value) && !(value instanceof Map)) throw new UnfitDocument(notAnObject(value));
  for (const [place, { name, type }] of members.entries()) {
    filled[name] = converted((Array.isArray(value) ? value[place] : value.get(keyOf(name))) ?? null, type, keyOf);
  }
  return filled;
}

function scalar(value: JsonValue, { name, maxLength, bits = 64 }: HiveScalar): HiveValue {
  switch (name) {
    case 'string':
      return textOf(value).slice(0, maxLength);
    case 'int':
      return Number(inRange(integer(value), value, bits));
    case 'bigint':
      return integer(value);
    case 'float':
      return Math.fround(double(value));
    case 'double':
      return double(value);
    case 'boolean':
      return boolean(value);
    case 'timestamp':
      return known(hiveTimestamp(value), value);
    case 'date':
      return known(hiveDate(value), value);
  }
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof JsonNumber)) return jsonText(value);
  return value.isInteger ? value.text : javaDoubleText(Number(value.text));
}

/** A number is cut, a text must be one. */
function integer(value: JsonValue): bigint {
  const text = value instanceof JsonNumber ? value.text : value;
  if (typeof text !== 'string') throw unreadable(value);
  if (/^[+-]?\d+$/.test(text)) return inRange(BigInt(text.replace(/^\+/, '')), value);
  if (typeof value === 'string' || !Number.isFinite(Number(text))) throw unreadable(value);
  return inRange(BigInt(Math.trunc(Number(text))), value);
}

function inRange(integer: bigint, value: JsonValue, bits = 64): bigint {
  if (BigInt.asIntN(bits, integer) !== integer) throw unreadable(value);
  return integer;
}

/** Beyond the range it is infinite, as in Java. */
function double(value: JsonValue): number {
  if (value instanceof JsonNumber) return Number(value.text);
  if (typeof value !== 'string') throw unreadable(value);
  const text = value.trim();
  const isNumber = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^[+-]?Infinity$|^NaN$/.test(text);
  if (!isNumber) throw unreadable(value);
  return Number(text);
}

function boolean(value: JsonValue): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.toLowerCase() === 'true';
  throw unreadable(value);
}

function known<T>(read: T | undefined, value: JsonValue): T {
  if (read === undefined) throw unreadable(value);
  return read;
}

function unreadable(value: JsonValue): UnfitDocument {
  return new UnfitDocument(`For input string: ${JSON.stringify(typeof value === 'string' ? value : jsonText(value))}`);
}

/** The two spaces are Firehose's. */
function notAnObject(value: JsonValue): string {
  return `Data is not JSONObject  but ${javaClass(value)} with value ${jsonText(value)}`;
}

function javaClass(value: JsonValue): string {
  if (value instanceof JsonNumber) return value.isInteger ? 'java.lang.Long' : 'java.lang.Double';
  if (Array.isArray(value)) return 'org.openx.data.jsonserde.json.JSONArray';
  if (typeof value === 'boolean') return 'java.lang.Boolean';
  return typeof value === 'string' ? 'java.lang.String' : 'java.lang.Object';
}
