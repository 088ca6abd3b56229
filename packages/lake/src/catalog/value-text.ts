// Values as the catalogue shows them: short text.

/** Longer values are cut, and end in an ellipsis. */
export const MAX_VALUE_BYTES = 200;

const ELLIPSIS = '…';

const UTF8 = new TextDecoder();

/** Text of UTF-8 bytes; `bytes` may be a view of a SharedArrayBuffer, which a decoder does not take. */
export function valueTextOfBytes(bytes: Uint8Array): string {
  if (bytes.length <= MAX_VALUE_BYTES) return UTF8.decode(bytes.slice());
  let end = MAX_VALUE_BYTES;
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--;
  return UTF8.decode(bytes.slice(0, end)) + ELLIPSIS;
}

/** The same cut for text that is a string already. */
export function shortValueText(text: string): string {
  // A UTF-16 unit is at most three bytes.
  if (text.length * 3 <= MAX_VALUE_BYTES) return text;
  return valueTextOfBytes(new TextEncoder().encode(text));
}
