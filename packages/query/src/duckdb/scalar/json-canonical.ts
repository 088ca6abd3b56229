// JSON text as Trino's json_parse keeps it: keys sorted, the last of equal keys, no blanks, doubles as Java prints them.
import { RAISE_PREFIX } from '../raise.ts';
import { JsonScanner, textOfToken } from './json-scanner.ts';
import { jsonString } from './json-text.ts';
import { jsonValueText } from './json-value-text.ts';

/** Canonical text, or a text that fails the cast to JSON. */
export function jsonCanonical(text: string): string {
  try {
    const scanner = new JsonScanner(text);
    const canonical = value(scanner);
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
  const members = new Map<string, string>();
  scanner.object((rawKey) => members.set(textOfToken(rawKey), value(scanner)));
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, text]) => `${jsonString(key)}:${text}`).join(',')}}`;
}
