// JSON text as Trino's json_parse keeps it: keys sorted, the last of equal keys, no blanks, doubles as Java prints them.
import { RAISE_PREFIX } from '../raise.ts';
import { JsonScanner, textOfToken } from './json-scanner.ts';
import { jsonString } from './json-text.ts';
import { jsonValueText } from './json-value-text.ts';

/** Canonical text, or a text that fails the cast to JSON. */
export function jsonCanonical(text: string): string {
  return written(text, value);
}

/** The same with keys in the order in which they stand, for JSON inside what is cast from JSON. */
export function jsonInOrder(text: string): string {
  return written(text, valueInOrder);
}

/** The same with every one of equal keys, for casts to rows, which refuse them. */
export function jsonWithEveryKey(text: string): string {
  return written(text, valueWithEveryKey);
}

function written(text: string, write: (scanner: JsonScanner) => string): string {
  try {
    const scanner = new JsonScanner(text);
    const canonical = write(scanner);
    scanner.end();
    return canonical;
  } catch {
    return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|Cannot convert value to JSON: '${text.slice(0, 200)}'`;
  }
}

function value(scanner: JsonScanner): string {
  return jsonValueText(scanner, value, sortedObject);
}

function sortedObject(scanner: JsonScanner): string {
  return objectText(lastMembers(scanner, value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function valueInOrder(scanner: JsonScanner): string {
  return jsonValueText(scanner, valueInOrder, (inner) => objectText(lastMembers(inner, valueInOrder)));
}

/** Of equal keys the last value, at the place of the first. */
function lastMembers(scanner: JsonScanner, write: (scanner: JsonScanner) => string): [key: string, text: string][] {
  const members = new Map<string, string>();
  scanner.object((rawKey) => members.set(textOfToken(rawKey), write(scanner)));
  return [...members];
}

function valueWithEveryKey(scanner: JsonScanner): string {
  return jsonValueText(scanner, valueWithEveryKey, everyMember);
}

function everyMember(scanner: JsonScanner): string {
  const members: [string, string][] = [];
  scanner.object((rawKey) => members.push([textOfToken(rawKey), valueWithEveryKey(scanner)]));
  return objectText(members);
}

function objectText(members: readonly (readonly [key: string, text: string])[]): string {
  return `{${members.map(([key, text]) => `${jsonString(key)}:${text}`).join(',')}}`;
}
