// xxHash64 with seed 0, the digest big-endian, as Trino's xxhash64 gives it.

const PRIME_1 = 0x9e3779b185ebca87n;
const PRIME_2 = 0xc2b2ae3d27d4eb4fn;
const PRIME_3 = 0x165667b19e3779f9n;
const PRIME_4 = 0x85ebca77c2b2ae63n;
const PRIME_5 = 0x27d4eb2f165667c5n;

const u64 = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotateLeft = (value: bigint, bits: bigint): bigint => u64((value << bits) | (value >> (64n - bits)));
const round = (accumulator: bigint, lane: bigint): bigint =>
  u64(rotateLeft(u64(accumulator + lane * PRIME_2), 31n) * PRIME_1);

export function xxhash64(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const stripesEnd = bytes.length - (bytes.length % 32);
  let hash = u64((bytes.length >= 32 ? stripes(view, stripesEnd) : PRIME_5) + BigInt(bytes.length));
  let position = stripesEnd;
  for (; position + 8 <= bytes.length; position += 8) {
    hash = u64(rotateLeft(hash ^ round(0n, view.getBigUint64(position, true)), 27n) * PRIME_1 + PRIME_4);
  }
  if (position + 4 <= bytes.length) {
    hash = u64(rotateLeft(hash ^ u64(BigInt(view.getUint32(position, true)) * PRIME_1), 23n) * PRIME_2 + PRIME_3);
    position += 4;
  }
  for (; position < bytes.length; position++) {
    hash = u64(rotateLeft(hash ^ u64(BigInt(bytes[position]) * PRIME_5), 11n) * PRIME_1);
  }
  const digest = new DataView(new ArrayBuffer(8));
  digest.setBigUint64(0, avalanche(hash));
  return new Uint8Array(digest.buffer);
}

/** Four lanes of 8 bytes over every whole stripe of 32. */
function stripes(view: DataView, end: number): bigint {
  const lanes = [u64(PRIME_1 + PRIME_2), PRIME_2, 0n, u64(-PRIME_1)];
  for (let position = 0; position < end; position += 32) {
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = round(lanes[lane], view.getBigUint64(position + lane * 8, true));
    }
  }
  const [a, b, c, d] = lanes;
  let hash = u64(rotateLeft(a, 1n) + rotateLeft(b, 7n) + rotateLeft(c, 12n) + rotateLeft(d, 18n));
  for (const lane of lanes) hash = u64((hash ^ round(0n, lane)) * PRIME_1 + PRIME_4);
  return hash;
}

function avalanche(value: bigint): bigint {
  let hash = u64((value ^ (value >> 33n)) * PRIME_2);
  hash = u64((hash ^ (hash >> 29n)) * PRIME_3);
  return hash ^ (hash >> 32n);
}
