// Texts that were read before: spans repeat most of theirs, and comparing bytes is cheaper than decoding them.
import { decodeUtf8 } from '../bytes/utf8.ts';

const ENTRIES = 512;
const MAX_CACHED_BYTES = 64;

export class TextCache {
  readonly #texts: string[] = new Array(ENTRIES).fill('');

  /** As decodeUtf8. */
  text(bytes: Uint8Array, start: number, length: number): string {
    if (length === 0) return '';
    if (length > MAX_CACHED_BYTES) return decodeUtf8(bytes, start, length);
    const last = start + length - 1;
    const place = (length * 31 + bytes[start] * 7 + bytes[last] * 131 + bytes[start + (length >> 1)] * 17) % ENTRIES;
    const known = this.#texts[place];
    if (known.length === length && isAsciiText(known, bytes, start)) return known;
    const text = decodeUtf8(bytes, start, length);
    this.#texts[place] = text;
    return text;
  }
}

/** Whether the bytes from `start` are `text`, and nothing but ASCII. */
function isAsciiText(text: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[start + i];
    if (byte > 127 || byte !== text.charCodeAt(i)) return false;
  }
  return true;
}
