// MD5 and SHA-1 for their HMACs (RFC 1321, FIPS 180-4, RFC 2104), and MurmurHash3 with 128 bits for 64-bit machines.
import { hmac } from './sha2.ts';

export function hmacMd5(message: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(md5, 64, message, key);
}

export function hmacSha1(message: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(sha1, 64, message, key);
}

const rotate = (value: number, by: number): number => (value << by) | (value >>> (32 - by));

/** The message, a one bit, zeros, and its length in bits. */
function padded(message: Uint8Array, littleEndian: boolean): DataView {
  const bytes = new Uint8Array(Math.ceil((message.length + 9) / 64) * 64);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n, littleEndian);
  return view;
}

function digest(state: readonly number[], littleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(state.length * 4));
  state.forEach((word, i) => {
    view.setInt32(i * 4, word, littleEndian);
  });
  return new Uint8Array(view.buffer);
}

const MD5_SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const MD5_SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) | 0);

function md5(message: Uint8Array): Uint8Array {
  const view = padded(message, true);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476];
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const word = [i, (5 * i + 1) % 16, (3 * i + 5) % 16, (7 * i) % 16][round];
      const sum = (a + mixed + MD5_SINES[i] + view.getInt32(block + word * 4, true)) | 0;
      [a, b, c, d] = [d, (b + rotate(sum, MD5_SHIFTS[round][i % 4])) | 0, b, c];
    }
    for (const [i, word] of [a, b, c, d].entries()) state[i] = (state[i] + word) | 0;
  }
  return digest(state, true);
}

const SHA1_ROUNDS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc | 0, 0xca62c1d6 | 0];

function sha1(message: Uint8Array): Uint8Array {
  const view = padded(message, false);
  const state = [0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476, 0xc3d2e1f0 | 0];
  for (let block = 0; block < view.byteLength; block += 64) {
    const words = Array.from({ length: 16 }, (_, i) => view.getInt32(block + i * 4));
    for (let i = 16; i < 80; i++) words.push(rotate(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1));
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i++) {
      const round = Math.floor(i / 20);
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const sum = (rotate(a, 5) + mixed + e + SHA1_ROUNDS[round] + words[i]) | 0;
      [a, b, c, d, e] = [sum, a, rotate(b, 30), c, d];
    }
    for (const [i, word] of [a, b, c, d, e].entries()) state[i] = (state[i] + word) | 0;
  }
  return digest(state, false);
}

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate64 = (value: bigint, by: bigint): bigint => u64((value << by) | (value >> (64n - by)));
const MURMUR_1 = 0x87c37b91114253d5n;
const MURMUR_2 = 0x4cf5ad432745937fn;
const mix1 = (lane: bigint): bigint => u64(rotate64(u64(lane * MURMUR_1), 31n) * MURMUR_2);
const mix2 = (lane: bigint): bigint => u64(rotate64(u64(lane * MURMUR_2), 33n) * MURMUR_1);

/** Seed 0; the two halves little-endian, as Trino gives them. */
export function murmur3(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let [h1, h2] = [0n, 0n];
  const end = bytes.length - (bytes.length % 16);
  for (let i = 0; i < end; i += 16) {
    h1 = u64((rotate64(h1 ^ mix1(view.getBigUint64(i, true)), 27n) + h2) * 5n + 0x52dce729n);
    h2 = u64((rotate64(h2 ^ mix2(view.getBigUint64(i + 8, true)), 31n) + h1) * 5n + 0x38495ab5n);
  }
  const rest = new DataView(new ArrayBuffer(16));
  for (let i = end; i < bytes.length; i++) rest.setUint8(i - end, bytes[i]);
  h2 ^= mix2(rest.getBigUint64(8, true));
  h1 ^= mix1(rest.getBigUint64(0, true));
  const length = BigInt(bytes.length);
  h1 = u64((h1 ^ length) + (h2 ^ length));
  h2 = u64((h2 ^ length) + h1);
  h1 = avalanche(h1);
  h2 = avalanche(h2);
  h1 = u64(h1 + h2);
  h2 = u64(h2 + h1);
  const result = new DataView(new ArrayBuffer(16));
  result.setBigUint64(0, h1, true);
  result.setBigUint64(8, h2, true);
  return new Uint8Array(result.buffer);
}

function avalanche(value: bigint): bigint {
  let hash = u64((value ^ (value >> 33n)) * 0xff51afd7ed558ccdn);
  hash = u64((hash ^ (hash >> 33n)) * 0xc4ceb9fe1a85ec53n);
  return hash ^ (hash >> 33n);
}
