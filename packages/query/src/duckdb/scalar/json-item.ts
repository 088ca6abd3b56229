// JSON values as SQL/JSON sees them: a number keeps its SQL type, since arithmetic and the text of a result depend on it.
import { jsonDouble, trinoDoubleText } from './double-text.ts';
import { JsonScanner, textOfToken } from './json-scanner.ts';
import { jsonString } from './json-text.ts';

export type JsonItem =
  | { readonly kind: 'null' }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'text'; readonly value: string }
  /** `bits` 32: integer, 64: bigint; 0: larger than either, which no SQL value can be made of. */
  | { readonly kind: 'integer'; readonly value: bigint; readonly bits: 0 | 32 | 64 }
  | { readonly kind: 'decimal'; readonly unscaled: bigint; readonly scale: number }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'array'; readonly elements: readonly JsonItem[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, JsonItem> }
  /** A date or another SQL value that was passed in: its type's name and its text. */
  | { readonly kind: 'other'; readonly type: string; readonly text: string };

/** The first value of a text; what stands behind it is not read. Throws JsonSyntaxError. */
export function parseJsonItem(text: string): JsonItem {
  return new JsonScanner(text).root(readItem);
}

function readItem(scanner: JsonScanner): JsonItem {
  switch (scanner.peek()) {
    case '{': {
      const members = new Map<string, JsonItem>();
      scanner.object((rawKey) => members.set(textOfToken(rawKey), readItem(scanner)));
      return { kind: 'object', members };
    }
    case '[': {
      const elements: JsonItem[] = [];
      scanner.array(() => elements.push(readItem(scanner)));
      return { kind: 'array', elements };
    }
    case '"':
      return { kind: 'text', value: textOfToken(scanner.stringToken()) };
    case 't':
    case 'f':
      return { kind: 'boolean', value: scanner.literalToken() === 'true' };
    case 'n':
      scanner.literalToken();
      return { kind: 'null' };
    default:
      return numberItem(scanner.numberToken());
  }
}

function numberItem(token: string): JsonItem {
  return /^-?\d+$/.test(token) ? integerItem(BigInt(token)) : { kind: 'double', value: Number(token) };
}

/** Of the smallest type that holds it. */
export function integerItem(value: bigint): JsonItem {
  const bits = BigInt.asIntN(32, value) === value ? 32 : BigInt.asIntN(64, value) === value ? 64 : 0;
  return { kind: 'integer', value, bits };
}

/** `1.50` */
export function decimalItem(text: string): JsonItem {
  const [whole, fraction = ''] = text.split('.');
  return { kind: 'decimal', unscaled: BigInt(`${whole}${fraction}` || '0'), scale: fraction.length };
}

/** A value given by the name of its kind and its text. */
export function scalarItem(kind: 'integer' | 'decimal' | 'double' | 'text' | 'boolean', text: string): JsonItem {
  switch (kind) {
    case 'integer':
      return integerItem(BigInt(text));
    case 'decimal':
      return decimalItem(text);
    case 'double':
      return { kind: 'double', value: Number(text) };
    case 'text':
      return { kind: 'text', value: text };
    case 'boolean':
      return { kind: 'boolean', value: text === 'true' };
  }
}

export function decimalText({ unscaled, scale }: { readonly unscaled: bigint; readonly scale: number }): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const sign = unscaled < 0n ? '-' : '';
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** JSON text, members in their order. */
export function jsonItemText(item: JsonItem): string {
  switch (item.kind) {
    case 'object':
      return `{${[...item.members].map(([key, value]) => `${jsonString(key)}:${jsonItemText(value)}`).join(',')}}`;
    case 'array':
      return `[${item.elements.map(jsonItemText).join(',')}]`;
    case 'text':
      return jsonString(item.value);
    case 'other':
      return jsonString(item.text);
    case 'double':
      return jsonDouble(item.value);
    default:
      return scalarItemText(item)!;
  }
}

/** Text of a scalar as CAST(x AS varchar) has it; `undefined` of what is no SQL value. */
export function scalarItemText(item: JsonItem): string | undefined {
  switch (item.kind) {
    case 'null':
      return 'null';
    case 'text':
      return item.value;
    case 'other':
      return item.text;
    case 'boolean':
    case 'integer':
      return String(item.value);
    case 'double':
      return trinoDoubleText(item.value);
    case 'decimal':
      return decimalText(item);
    default:
      return undefined;
  }
}
