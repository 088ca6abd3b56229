// JSON text as Trino's json_parse keeps it: keys sorted, the last of equal keys, no blanks, doubles as Java prints them.
import { RAISE_PREFIX } from '../raise.ts';
import { JsonScanner, textOfToken } from './json-scanner.ts';
import { jsonNumber, jsonString } from './json-text.ts';

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
  switch (scanner.peek()) {
    case '{':
      return object(scanner);
    case '[': {
      const elements: string[] = [];
      scanner.array(() => elements.push(value(scanner)));
      return `[${elements.join(',')}]`;
    }
    case '"':
      return jsonString(textOfToken(scanner.stringToken()));
    case 't':
    case 'f':
    case 'n':
      return scanner.literalToken();
    default:
      return jsonNumber(scanner.numberToken());
  }
}

function object(scanner: JsonScanner): string {
  const members = new Map<string, string>();
  scanner.object((rawKey) => members.set(textOfToken(rawKey), value(scanner)));
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, text]) => `${jsonString(key)}:${text}`).join(',')}}`;
}
