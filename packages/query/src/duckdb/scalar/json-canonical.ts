// JSON text as Trino's json_parse keeps it: keys sorted, the last of equal keys, no blanks, doubles as Java prints them.
import { RAISE_PREFIX } from '../raise.ts';
import { javaDoubleText } from './double-text.ts';
import { JsonScanner } from './json-scanner.ts';

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
      return quoted(JSON.parse(scanner.stringToken()));
    case 't':
    case 'f':
    case 'n':
      return scanner.literalToken();
    default:
      return number(scanner.numberToken());
  }
}

function object(scanner: JsonScanner): string {
  const members = new Map<string, string>();
  scanner.object((rawKey) => members.set(JSON.parse(rawKey), value(scanner)));
  const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, text]) => `${quoted(key)}:${text}`).join(',')}}`;
}

/** Integers of any size stay; the rest goes through a double. */
function number(token: string): string {
  return /^-?\d+$/.test(token) ? token : javaDoubleText(Number(token));
}

/** Control characters in upper-case hexadecimal, as Jackson writes them. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/\\u00([01][0-9a-f])/g, (_, digits: string) => `\\u00${digits.toUpperCase()}`);
}
