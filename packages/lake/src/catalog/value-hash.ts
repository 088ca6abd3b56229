// 52-bit hashes of attribute values, for sketches of distinct values. The same value hashes alike in every file and
// whichever way it was read; numbers by value, so that no text has to be made of them.

/** Hashes are integers below this: exact in a double, 13 hex digits. */
export const HASH_RANGE = 2 ** 52;

const TWO_20 = 2 ** 20;
const TWO_32 = 2 ** 32;

/** Keeps integers that are no double apart from the numbers they would round to. */
const WIDE_INTEGER = 0x2545f491;
const NUMBER = 0x51ed270b;
const BOOLEAN = 0x1b873593;

const float = new DataView(new ArrayBuffer(8));

function scramble(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

function join(left: number, right: number): number {
  const first = scramble(left ^ Math.imul(right, 0x9e3779b1));
  const second = scramble(right ^ Math.imul(first, 0x85ebca77));
  return (first >>> 0) * TWO_20 + (second >>> 12);
}

/** Hash of UTF-8 text that lies at `offset` of `view`. */
export function hashText(view: DataView, offset: number, lengthBytes: number): number {
  let left = lengthBytes;
  let right = 0x27d4eb2f;
  let at = offset;
  const end = offset + lengthBytes;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at, true);
    left = Math.imul((left ^ Math.imul(word, 0xcc9e2d51)) + 0x52dce729, 0x38495ab5);
    left ^= left >>> 15;
    right = Math.imul(right ^ word, 0x01000193) ^ (right >>> 13);
  }
  for (; at < end; at++) {
    const byte = view.getUint8(at);
    left = Math.imul(left ^ (byte + 1), 0x9e3779b1);
    left ^= left >>> 15;
    right = Math.imul(right ^ byte, 0x01000193) ^ (right >>> 13);
  }
  return join(left, right);
}

/** 0 and -0 are one value. */
export function hashNumber(value: number): number {
  float.setFloat64(0, value === 0 ? 0 : value, true);
  return join(float.getInt32(0, true) ^ NUMBER, float.getInt32(4, true));
}

/** An integer within ±2^53 hashes as the number it is. */
export function hashInt64(low: number, high: number): number {
  if (high >= -0x200000 && high < 0x200000) return hashNumber(high * TWO_32 + (low >>> 0));
  return join(low ^ WIDE_INTEGER, high);
}

export function hashBoolean(value: boolean): number {
  return join(BOOLEAN, value ? 1 : 0);
}
