// Bytes from text and text from bytes, where DuckDB refuses what Trino takes: broken UTF-8, Base64 without padding, Base32.
import { RAISE_PREFIX } from '../raise.ts';

const encoder = new TextEncoder();

/** UTF-8 as Trino reads it: every broken sequence, as long as it could be one, becomes the replacement. */
export function fromUtf8(bytes: Uint8Array, replacement: string): string {
  let text = '';
  let valid = 0;
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for (let i = 0; i < bytes.length; ) {
    const length = sequenceLength(bytes, i);
    if (length < 0) {
      text += decoder.decode(bytes.subarray(valid, i)) + replacement;
      valid = i - length;
    }
    i += Math.abs(length);
  }
  return text + decoder.decode(bytes.subarray(valid));
}

/** How many bytes make the character at a place; negative: how many are broken there. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const wanted = first >= 0xc0 && first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : first < 0xfc ? 5 : 0;
  if (wanted === 0 || first < 0xc0) return -1;
  for (let i = 1; i < wanted; i++) if ((bytes[at + i] & 0xc0) !== 0x80) return -i;
  let code = first & (0x7f >> wanted);
  for (let i = 1; i < wanted; i++) code = code * 64 + (bytes[at + i] & 0x3f);
  const smallest = [0, 0, 0x80, 0x800, 0x10000, 0x110000][wanted];
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code < smallest || code > 0x10ffff || isSurrogate ? -wanted : wanted;
}

const FAILED = encoder.encode('x');
const DONE = 61;

/** Bytes behind `=`, or an error text: the two are told apart by the first byte. */
function result(bytes: Uint8Array): Uint8Array {
  const marked = new Uint8Array(bytes.length + 1);
  marked[0] = DONE;
  marked.set(bytes, 1);
  return marked;
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** As java.util.Base64 has it: padding may be left out, but must fit where it is. `x` where the text is none. */
export function fromBase64(text: string): Uint8Array {
  const [, digits, padding] = /^([A-Za-z0-9+/]*)(=*)$/.exec(text) ?? [];
  if (digits === undefined || digits.length % 4 === 1) return FAILED;
  if (padding !== '' && (digits.length + padding.length) % 4 !== 0) return FAILED;
  return padding.length > 2 ? FAILED : result(bitsToBytes(digits, BASE64, 6));
}

export function fromBase32(text: string): Uint8Array {
  const [, digits] = /^([A-Z2-7]*)=*$/.exec(text) ?? [];
  return digits === undefined || [1, 3, 6].includes(digits.length % 8)
    ? FAILED
    : result(bitsToBytes(digits, BASE32, 5));
}

function bitsToBytes(digits: string, alphabet: string, bitsPerDigit: number): Uint8Array {
  const bytes = new Uint8Array(Math.floor((digits.length * bitsPerDigit) / 8));
  let bits = 0;
  let count = 0;
  let length = 0;
  for (const digit of digits) {
    bits = ((bits << bitsPerDigit) | alphabet.indexOf(digit)) & 0xffff;
    count += bitsPerDigit;
    if (count < 8) continue;
    count -= 8;
    bytes[length++] = (bits >> count) & 0xff;
  }
  return bytes;
}

export function toBase32(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    count += 8;
    for (; count >= 5; count -= 5) text += BASE32[(bits >> (count - 5)) & 31];
  }
  if (count > 0) text += BASE32[(bits << (5 - count)) & 31];
  return text.padEnd(Math.ceil(text.length / 8) * 8, '=');
}

/** From the left or the right, to a length; the padding is repeated. */
export function padBytes(bytes: Uint8Array, length: bigint, padding: Uint8Array, left: boolean): Uint8Array {
  const size = Number(length);
  if (bytes.length >= size) return bytes.slice(0, size);
  const padded = new Uint8Array(size);
  const room = size - bytes.length;
  for (let i = 0; i < room; i++) padded[left ? i : bytes.length + i] = padding[i % padding.length];
  padded.set(bytes, left ? room : 0);
  return padded;
}

export function reverseBytes(bytes: Uint8Array): Uint8Array {
  return bytes.slice().reverse();
}

/** From a place, from the end where it is negative, as Trino's substr has it. */
export function subBytes(bytes: Uint8Array, start: bigint, length: bigint): Uint8Array {
  const size = BigInt(bytes.length);
  if (start === 0n || length <= 0n || start > size || -start > size) return new Uint8Array();
  const from = start > 0n ? start - 1n : size + start;
  const to = from + length;
  return bytes.slice(Number(from), Number(to > size ? size : to));
}

/** The big-endian value of exactly so many bytes. */
export function bigEndian(bytes: Uint8Array): bigint {
  return bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
}

export function doubleBytes(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return new Uint8Array(view.buffer);
}

export function realBytes(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(4));
  view.setFloat32(0, value);
  return new Uint8Array(view.buffer);
}

export function bytesDouble(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat64(0);
}

export function bytesReal(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0);
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB'];

/** `2.3MB` → `2411724`, or an error text. */
export function dataSize(text: string): string {
  const [, whole, fraction = '', unit] = /^(\d+)(?:\.(\d+))?([a-zA-Z]+)$/.exec(text) ?? [];
  const power = UNITS.indexOf(unit);
  if (power < 0) return `${RAISE_PREFIX}|INVALID_FUNCTION_ARGUMENT|Invalid data size: '${text.slice(0, 100)}'`;
  return String((BigInt(whole + fraction) * 1024n ** BigInt(power)) / 10n ** BigInt(fraction.length));
}
