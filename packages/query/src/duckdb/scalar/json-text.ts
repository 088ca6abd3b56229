// JSON text as Trino writes it (Jackson, over bytes): characters beyond the basic plane escaped, doubles as Java prints them.
import { jsonDouble } from './double-text.ts';

/** A text as JSON, in quotes. */
export function jsonString(text: string): string {
  // JSON.stringify writes lone surrogates and control characters in lower-case hexadecimal.
  const escaped = JSON.stringify(text).replace(/\\\\|\\u([0-9a-f]{4})/g, (found, digits?: string) =>
    digits === undefined ? found : `\\u${digits.toUpperCase()}`,
  );
  return escaped.replace(/[\ud800-\udfff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** A number token: integers of any size stay, the rest goes through a double; what is too large becomes a text. */
export function jsonNumber(token: string): string {
  if (/^-?\d+$/.test(token)) return token === '-0' ? '0' : token;
  return jsonDouble(Number(token));
}
