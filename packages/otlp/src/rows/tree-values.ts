// Values of an OTLP tree, checked and brought to one form: numbers by the rules of json/otlp-json-transcoder.ts, arrays and lists as compact JSON.
import { bytesOfBase64 } from '../json/encoded-bytes.ts';
import type { JsonFieldKind } from '../json/otlp-messages.ts';
import { intValueOf, wholeNumberOf } from '../json/whole-number.ts';
import { MAX_VALUE_DEPTH } from '../malformed-body.ts';
import { ITEM_VALUES, ValueCount } from '../value-count.ts';
import { base64Text, doubleJson } from '../value-text.ts';
import { type AttributeValue, integerValueOf } from './attribute-value.ts';
import {
  listOf,
  malformed,
  messageOf,
  optionalMessage,
  type TreeMessage,
  type TreeValue,
  textOf,
} from './otlp-tree.ts';
import { type AttributeRule, MASKED_TEXT } from './row-keys.ts';

export const UINT32: readonly [bigint, bigint] = [0n, (1n << 32n) - 1n];
export const INT32: readonly [bigint, bigint] = [-(1n << 31n), (1n << 31n) - 1n];
export const UINT64: readonly [bigint, bigint] = [0n, (1n << 64n) - 1n];

/** Of a number that stands in a text: JSON's form, with zeros in front too. Number() itself would take "0x10", " 5 " and "". */
const NUMBER_TEXT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const NOT_FINITE = /^(NaN|-?Infinity)$/;

/** A whole number within `range`, however it is written; `undefined` for anything else. */
function wholeNumber(value: TreeValue, range: readonly [bigint, bigint]): number | bigint | undefined {
  let whole: number | bigint = Number.NaN;
  if (typeof value === 'number' || typeof value === 'bigint') whole = value;
  else if (typeof value === 'string') whole = wholeNumberOf(value) ?? Number.NaN;
  if (typeof whole === 'number' && !Number.isSafeInteger(whole)) return undefined;
  return whole >= range[0] && whole <= range[1] ? whole : undefined;
}

/** None is 0. */
export function integerIn(value: TreeValue, range: readonly [bigint, bigint]): number | bigint {
  if (value === undefined) return 0;
  return wholeNumber(value ?? 0, range) ?? malformed(`a whole number from ${range[0]} to ${range[1]} is needed`);
}

function double(value: TreeValue): number {
  if (typeof value === 'number') return value;
  const isNumber = typeof value === 'string' && (NUMBER_TEXT.test(value) || NOT_FINITE.test(value));
  return isNumber || typeof value === 'bigint' ? Number(value) : malformed('a number is needed');
}

/** An `intValue`, as what it is. */
function integer(value: TreeValue): number | bigint | string {
  if (Number.isSafeInteger(value)) return integerValueOf(value as number);
  const exact = typeof value === 'string' || typeof value === 'bigint' ? intValueOf(String(value)) : null;
  return typeof exact === 'bigint' ? integerValueOf(exact) : (exact ?? double(value));
}

function boolean(value: TreeValue): boolean {
  return typeof value === 'boolean' ? value : malformed('true or false is needed');
}

function bytes(value: TreeValue): AttributeValue {
  const decoded = bytesOfBase64(textOf(value)) ?? malformed('something is not base64');
  return { text: base64Text(decoded, 0, decoded.length) };
}

const CHECKS: Readonly<Record<Exclude<JsonFieldKind, 'message'>, (value: TreeValue) => unknown>> = {
  text: textOf,
  id: textOf,
  linkId: textOf,
  bytes,
  boolean,
  double,
  int64: integer,
  fixed64: (value) => integerIn(value, UINT64),
  uint32: (value) => integerIn(value, UINT32),
  fixed32: (value) => integerIn(value, UINT32),
  enum: (value) => integerIn(value, INT32),
};

/** For members that another of the same name takes the place of: who reads the tree never sees them, but they must be right, too. */
export function checkScalar(kind: JsonFieldKind, value: TreeValue): void {
  if (kind !== 'message') CHECKS[kind](value);
}

/** As checkScalar, for a value of an attribute. */
export function checkAnyValue(any: TreeMessage, depth: number): void {
  new TreeValues(new ValueCount(), null).valueOf(any, depth);
}

export class TreeValues {
  readonly #count: ValueCount;
  readonly #memberRule: ((key: string) => AttributeRule) | null;

  constructor(count: ValueCount, memberRule: ((key: string) => AttributeRule) | null) {
    this.#count = count;
    this.#memberRule = memberRule;
  }

  /** Of several members the last counts; `undefined` where there is none. `depth`: arrays and lists around it. */
  valueOf(any: TreeMessage, depth = 0): AttributeValue | undefined {
    let value: AttributeValue | undefined;
    for (const name in any) {
      const member = any[name];
      if (member === undefined || member === null) continue;
      if (name === 'stringValue') value = textOf(member);
      else if (name === 'intValue') value = integer(member);
      else if (name === 'doubleValue') value = double(member);
      else if (name === 'boolValue') value = boolean(member);
      else if (name === 'bytesValue') value = bytes(member);
      else if (name === 'arrayValue') value = { text: this.#arrayJson(messageOf(member), depth + 1), isJson: true };
      else if (name === 'kvlistValue') value = { text: this.#listJson(messageOf(member), depth + 1), isJson: true };
    }
    return value;
  }

  #items({ values }: TreeMessage, depth: number): readonly TreeMessage[] {
    if (depth > MAX_VALUE_DEPTH) malformed(`an attribute value is nested more than ${MAX_VALUE_DEPTH} levels deep`);
    const items = listOf(values).map(messageOf);
    this.#count.add(items.length * ITEM_VALUES);
    return items;
  }

  #arrayJson(array: TreeMessage, depth: number): string {
    const items = this.#items(array, depth);
    return `[${items.map((item) => jsonOf(this.valueOf(item, depth))).join()}]`;
  }

  /** Of equal keys the first counts. */
  #listJson(list: TreeMessage, depth: number): string {
    const members = new Map<string, string>();
    for (const member of this.#items(list, depth)) {
      const key = textOf(member.key);
      const value = this.valueOf(optionalMessage(member.value), depth);
      const rule = this.#memberRule?.(key);
      if (rule !== 'drop' && !members.has(key)) members.set(key, jsonOf(rule === 'mask' ? MASKED_TEXT : value));
    }
    return `{${[...members].map(([key, json]) => `${JSON.stringify(key)}:${json}`).join()}}`;
  }
}

function jsonOf(value: AttributeValue | undefined): string {
  if (value === undefined) return 'null';
  if (typeof value === 'number') return doubleJson(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'object') return value.isJson === true ? value.text : JSON.stringify(value.text);
  return String(value);
}
