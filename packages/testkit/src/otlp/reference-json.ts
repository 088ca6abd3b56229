// OTLP/JSON text to a plain OTLP request: slow, by the table, independent of the decoder.
import { type JsonTree, parseJsonTree } from './json-tree.ts';
import type { OtlpTraceRequest } from './otlp-request.ts';
import { MAX_NESTED_VALUES, OTLP_SCHEMA, type OtlpField, type OtlpMessageName, RefusedBody } from './otlp-schema.ts';

const UINT32_MAX = 2n ** 32n - 1n;
const UINT64_MAX = 2n ** 64n - 1n;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
/** More characters are no number of 64 bits, and none of a double that anybody sends. */
const MAX_INTEGER_CHARACTERS = 64;
const MAX_NUMBER_CHARACTERS = 1_000;
const MAX_UNKNOWN_DEPTH = 256;
/** A number as text may have zeros in front; it is otherwise written as JSON writes numbers. */
const NUMBER_TEXT = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;
const NOT_FINITE = /^(NaN|-?Infinity)$/;

/** Throws RefusedBody. */
export function readOtlpJson(bytes: Uint8Array): OtlpTraceRequest {
  return readMessage('Request', parseJsonTree(bytes), {}, 0) as OtlpTraceRequest;
}

type Message = Record<string, unknown>;

function readMessage(name: OtlpMessageName, tree: JsonTree, into: Message, depth: number): Message {
  if (tree.kind !== 'object') throw new RefusedBody(`${name} is no object`);
  const badIds = new Set<string>();
  for (const member of tree.members) {
    const field = OTLP_SCHEMA[name].find((known) => known.name === member.name);
    if (field === undefined) checkUnknown(member.value, 0);
    else if (!isNull(member.value)) readField(field, member.value, into, name, depth, badIds);
  }
  if (name === 'KeyValue') into['key'] ??= '';
  // Once an id was not hexadecimal its span is left out, whatever came behind.
  for (const id of badIds) into[id] = new Uint8Array(1);
  return into;
}

function isNull(tree: JsonTree): boolean {
  return tree.kind === 'raw' && tree.text === 'null';
}

function checkUnknown(tree: JsonTree, depth: number): void {
  if (depth > MAX_UNKNOWN_DEPTH) throw new RefusedBody('an unknown member is nested too deep');
  if (tree.kind === 'object') for (const { value } of tree.members) checkUnknown(value, depth + 1);
  if (tree.kind === 'array') for (const item of tree.items) checkUnknown(item, depth + 1);
  if (tree.kind === 'raw' && tree.text.length > MAX_NUMBER_CHARACTERS) throw new RefusedBody('a number is too long');
}

function readField(
  field: OtlpField,
  tree: JsonTree,
  into: Message,
  owner: OtlpMessageName,
  depth: number,
  badIds: Set<string>,
): void {
  if (field.repeated) {
    if (tree.kind !== 'array') throw new RefusedBody(`${field.name} is no array`);
    const list = (into[field.name] ??= []) as Message[];
    for (const item of tree.items) list.push(readMessage(field.message!, item, {}, depth));
    return;
  }
  if (owner === 'AnyValue') for (const name of Object.keys(into)) delete into[name];
  if (field.message !== null) {
    const inner = owner === 'AnyValue' ? depth + 1 : depth;
    if (inner > MAX_NESTED_VALUES) throw new RefusedBody('nested too deep');
    const before = owner === 'AnyValue' ? { values: [] } : ((into[field.name] as Message | undefined) ?? {});
    into[field.name] = readMessage(field.message, tree, before, inner);
    return;
  }
  const value = readScalar(field, tree);
  if (value === null && owner === 'Span') badIds.add(field.name);
  // Of a link it is as none, and a later one counts.
  else if (value === null) into[field.name] = new Uint8Array(0);
  else if (field.kind === 'int64' && typeof value === 'number') into['doubleValue'] = value;
  else if (field.kind === 'int64' && typeof value === 'string') into['stringValue'] = value;
  else into[field.name] = value;
}

/** `null`: an id that is not hexadecimal. */
function readScalar(field: OtlpField, tree: JsonTree): unknown {
  switch (field.kind) {
    case 'text':
      // Lone surrogates have no UTF-8 form.
      return Buffer.from(textOf(tree, field)).toString();
    case 'bytes':
      return bytesOfBase64(textOf(tree, field));
    case 'id':
      return /^([0-9a-fA-F]{2})*$/.test(textOf(tree, field)) ? Buffer.from(textOf(tree, field), 'hex') : null;
    case 'boolean':
      if (tree.kind !== 'raw' || !/^(true|false)$/.test(tree.text))
        throw new RefusedBody(`${field.name} is no boolean`);
      return tree.text === 'true';
    case 'int64': {
      const text = numberText(tree, field);
      const integer = integerOf(text);
      if (integer !== null && integer >= INT64_MIN && integer <= INT64_MAX) return integer;
      if (integer === null) return /^-?\d+$/.test(text) ? text : doubleOf(tree, field);
      // More digits than a double has are no double that was written out.
      return integerOf(`${Number(text)}`) === integer ? doubleOf(tree, field) : `${integer}`;
    }
    case 'fixed64':
      return within(tree, field, 0n, UINT64_MAX);
    case 'double':
      return doubleOf(tree, field);
    default: {
      const isEnum = field.name === 'kind' || field.name === 'code';
      return Number(isEnum ? within(tree, field, -(2n ** 31n), 2n ** 31n - 1n) : within(tree, field, 0n, UINT32_MAX));
    }
  }
}

function textOf(tree: JsonTree, field: OtlpField): string {
  if (tree.kind !== 'string') throw new RefusedBody(`${field.name} is no text`);
  return tree.text;
}

function bytesOfBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    throw new RefusedBody('no base64');
  }
}

function numberText(tree: JsonTree, field: OtlpField): string {
  if (tree.kind === 'string') return tree.text;
  const isNumber = tree.kind === 'raw' && /^[-\d]/.test(tree.text) && tree.text.length <= MAX_NUMBER_CHARACTERS;
  if (!isNumber) throw new RefusedBody(`${field.name} is no number`);
  return tree.text;
}

/** JSON may write whole numbers as 1e3 or 5.0 too. */
function integerOf(text: string): bigint | null {
  if (text.length > MAX_INTEGER_CHARACTERS || !NUMBER_TEXT.test(text)) return null;
  if (/^-?\d+$/.test(text)) return BigInt(text);
  // The point moves by the exponent; behind it only zeros may be left.
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const moves = Number(exponent);
  if (/^0*$/.test(whole + fraction)) return 0n;
  if (Math.abs(moves - fraction.length) > MAX_INTEGER_CHARACTERS) return null;
  const padding = '0'.repeat(Math.abs(moves));
  const digits = padding + whole + fraction + padding;
  const point = padding.length + whole.length + moves;
  if (!/^0*$/.test(digits.slice(point))) return null;
  const value = BigInt(digits.slice(0, point) || '0');
  return text.startsWith('-') ? -value : value;
}

function within(tree: JsonTree, field: OtlpField, min: bigint, max: bigint): bigint {
  const integer = integerOf(numberText(tree, field));
  if (integer === null || integer < min || integer > max) throw new RefusedBody(`${field.name} is out of range`);
  return integer;
}

function doubleOf(tree: JsonTree, field: OtlpField): number {
  const text = numberText(tree, field);
  if (!NUMBER_TEXT.test(text) && !NOT_FINITE.test(text)) throw new RefusedBody(`${field.name} is no number`);
  return Number(text);
}
