// Any OTLP value as text: text as it is, numbers as people write them, arrays and lists as compact JSON, bytes as base64.
import {
  ARRAY_TAG,
  type AttributeReader,
  BOOLEAN_TAG,
  BYTES_TAG,
  DOUBLE_TAG,
  INT64_TAG,
  KEY_VALUE_LIST_TAG,
  TEXT_TAG,
  VALUE_BOOLEAN,
  VALUE_DOUBLE,
  VALUE_INT64,
  VALUE_TEXT,
} from './attribute-reader.ts';
import { decodeUtf8 } from './bytes/utf8.ts';
import { MAX_VALUE_DEPTH, valueTooDeep } from './malformed-body.ts';
import { ITEM_VALUES } from './value-count.ts';

/** Field 1 of ArrayValue, of KeyValueList, and the key of KeyValue. */
const ELEMENT_TAG = 10;
const MEMBER_VALUE_TAG = 18;

/** `high` is signed. */
export function int64Of(low: number, high: number): bigint {
  return (BigInt(high) << 32n) | BigInt(low >>> 0);
}

/** Whether an integer lies within ±2^53, where a double holds it exactly. */
export function fitsDouble(low: number, high: number): boolean {
  return (high < 0x200000 && high >= -0x200000) || (high === 0x200000 && low === 0);
}

export function doubleOf(low: number, high: number): number {
  return high * 4_294_967_296 + (low >>> 0);
}

export function int64Text(low: number, high: number): string {
  return fitsDouble(low, high) ? String(doubleOf(low, high)) : int64Of(low, high).toString();
}

/** The text of the value that `attribute` has just read; not for empty ones. */
export function valueText(attribute: AttributeReader): string {
  const { reader } = attribute;
  switch (attribute.type) {
    case VALUE_TEXT:
      return decodeUtf8(reader.bytes, attribute.start, attribute.length);
    case VALUE_BOOLEAN:
      return attribute.low === 1 ? 'true' : 'false';
    case VALUE_INT64:
      return int64Text(attribute.low, attribute.high);
    case VALUE_DOUBLE:
      return String(attribute.double);
    default:
      return complexText(attribute);
  }
}

function complexText(attribute: AttributeReader): string {
  const { reader, tag, start, length } = attribute;
  if (tag === BYTES_TAG) return base64Text(reader.bytes, start, length);
  return tag === ARRAY_TAG
    ? arrayJson(attribute, start, start + length, 1)
    : listJson(attribute, start, start + length, 1);
}

/** A multiple of three, so that the pieces' texts join without padding between them. */
const BASE64_PIECE_BYTES = 6144;

export function base64Text(bytes: Uint8Array, start: number, length: number): string {
  const pieces: string[] = [];
  for (let p = start; p < start + length; p += BASE64_PIECE_BYTES) {
    const piece = bytes.subarray(p, Math.min(p + BASE64_PIECE_BYTES, start + length));
    pieces.push(btoa(String.fromCharCode(...piece)));
  }
  return pieces.join('');
}

/** An ArrayValue: field 1 repeats AnyValue. */
function arrayJson(attribute: AttributeReader, start: number, end: number, depth: number): string {
  const items: string[] = [];
  forEachElement(attribute, start, end, depth, (from, to) => items.push(anyValueJson(attribute, from, to, depth)));
  return `[${items.join(',')}]`;
}

/** A KeyValueList: field 1 repeats KeyValue. Of equal keys the first counts. */
function listJson(attribute: AttributeReader, start: number, end: number, depth: number): string {
  const members = new Map<string, string>();
  forEachElement(attribute, start, end, depth, (from, to) => addMember(members, attribute, from, to, depth));
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

function forEachElement(
  { reader, values }: AttributeReader,
  start: number,
  end: number,
  depth: number,
  visit: (start: number, end: number) => void,
): void {
  if (depth > MAX_VALUE_DEPTH) throw valueTooDeep(start - reader.bodyStart);
  for (let p = start; p < end; p = reader.next) {
    const tag = reader.tag(p, end);
    if (tag !== ELEMENT_TAG) {
      reader.skip(tag, reader.next, end);
      continue;
    }
    const length = reader.length(reader.next, end);
    const elementEnd = reader.next + length;
    values.add(ITEM_VALUES);
    visit(reader.next, elementEnd);
    reader.next = elementEnd;
  }
}

function addMember(
  members: Map<string, string>,
  attribute: AttributeReader,
  start: number,
  end: number,
  depth: number,
) {
  const { reader } = attribute;
  let key = '';
  let value = 'null';
  for (let p = start; p < end; p = reader.next) {
    const tag = reader.tag(p, end);
    if (tag !== ELEMENT_TAG && tag !== MEMBER_VALUE_TAG) {
      reader.skip(tag, reader.next, end);
      continue;
    }
    const length = reader.length(reader.next, end);
    const content = reader.next;
    if (tag === ELEMENT_TAG) key = decodeUtf8(reader.bytes, content, length);
    else value = anyValueJson(attribute, content, content + length, depth, value);
    reader.next = content + length;
  }
  if (!members.has(key)) members.set(key, value);
}

/** An AnyValue inside another as JSON; an empty one is `before`. `depth`: arrays and lists around it. */
function anyValueJson(attribute: AttributeReader, start: number, end: number, depth: number, before = 'null'): string {
  const { reader } = attribute;
  const { bytes, view } = reader;
  let json = before;
  for (let p = start; p < end; p = reader.next) {
    const tag = reader.tag(p, end);
    const position = reader.next;
    switch (tag) {
      case BOOLEAN_TAG:
        reader.varint64(position, end);
        json = (reader.low | reader.high) === 0 ? 'false' : 'true';
        break;
      case INT64_TAG:
        reader.varint64(position, end);
        json = int64Text(reader.low, reader.high);
        break;
      case DOUBLE_TAG:
        reader.fixed(position, 8, end);
        json = doubleJson(view.getFloat64(position, true));
        break;
      case TEXT_TAG:
      case BYTES_TAG:
      case ARRAY_TAG:
      case KEY_VALUE_LIST_TAG: {
        const length = reader.length(position, end);
        const content = reader.next;
        if (tag === TEXT_TAG) json = JSON.stringify(decodeUtf8(bytes, content, length));
        else if (tag === BYTES_TAG) json = JSON.stringify(base64Text(bytes, content, length));
        else if (tag === ARRAY_TAG) json = arrayJson(attribute, content, content + length, depth + 1);
        else json = listJson(attribute, content, content + length, depth + 1);
        reader.next = content + length;
        break;
      }
      default:
        reader.skip(tag, position, end);
    }
  }
  return json;
}

/** NaN and the infinities as text: JSON has no numbers for them. */
export function doubleJson(value: number): string {
  return Number.isFinite(value) ? String(value) : `"${value}"`;
}
