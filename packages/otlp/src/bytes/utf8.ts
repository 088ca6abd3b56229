// UTF-8: what is valid, and text from bytes and back.

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Text of `bytes[start, start + length)`; what is not UTF-8 becomes U+FFFD. A leading byte order mark is kept. */
export function decodeUtf8(bytes: Uint8Array, start: number, length: number): string {
  return decoder.decode(bytes.subarray(start, start + length));
}

/** Lone surrogates become U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The same text in memory of its own: a piece of a text keeps all of it alive, here a whole body. */
export function ownText(text: string): string {
  return decoder.decode(encoder.encode(text));
}

/** Whether `length` bytes are well-formed UTF-8 (Unicode 16, table 3-7). */
export function isUtf8(bytes: Uint8Array, start: number, length: number): boolean {
  const end = start + length;
  let p = start;
  while (p < end) {
    const first = bytes[p++];
    if (first < 0x80) continue;
    const following = followingBytes(first);
    if (following === 0 || p + following > end) return false;
    if (bytes[p] < lowestSecond(first) || bytes[p] > highestSecond(first)) return false;
    for (let i = 1; i < following; i++) if ((bytes[p + i] & 0xc0) !== 0x80) return false;
    p += following;
  }
  return true;
}

/** How many bytes follow `first`; 0 where no character begins with it. */
function followingBytes(first: number): number {
  if (first >= 0xc2 && first <= 0xdf) return 1;
  if (first >= 0xe0 && first <= 0xef) return 2;
  if (first >= 0xf0 && first <= 0xf4) return 3;
  return 0;
}

/** No overlong forms. */
function lowestSecond(first: number): number {
  if (first === 0xe0) return 0xa0;
  return first === 0xf0 ? 0x90 : 0x80;
}

/** No surrogates, nothing beyond U+10FFFF. */
function highestSecond(first: number): number {
  if (first === 0xed) return 0x9f;
  return first === 0xf4 ? 0x8f : 0xbf;
}
