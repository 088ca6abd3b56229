// SHA-512 and the HMACs of SHA-256 and SHA-512 (FIPS 180-4, RFC 2104). DuckDB has SHA-256 only, and no exclusive or of blobs.

interface HashShape {
  /** Bits of a word: 32 or 64. */
  readonly wordBits: 32 | 64;
  readonly rounds: number;
  /** Rotations and shifts of Σ0, Σ1, σ0, σ1. */
  readonly rotations: readonly (readonly [number, number, number])[];
}

const SHA256: HashShape = {
  wordBits: 32,
  rounds: 64,
  rotations: [
    [2, 13, 22],
    [6, 11, 25],
    [7, 18, 3],
    [17, 19, 10],
  ],
};
const SHA512: HashShape = {
  wordBits: 64,
  rounds: 80,
  rotations: [
    [28, 34, 39],
    [14, 18, 41],
    [1, 8, 7],
    [19, 61, 6],
  ],
};

export function sha256(message: Uint8Array): Uint8Array {
  return hash(SHA256, message);
}

export function sha512(message: Uint8Array): Uint8Array {
  return hash(SHA512, message);
}

export function hmacSha256(message: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(sha256, 64, message, key);
}

export function hmacSha512(message: Uint8Array, key: Uint8Array): Uint8Array {
  return hmac(sha512, 128, message, key);
}

export function hmac(
  digest: (message: Uint8Array) => Uint8Array,
  blockBytes: number,
  message: Uint8Array,
  key: Uint8Array,
): Uint8Array {
  const block = new Uint8Array(blockBytes);
  block.set(key.length > blockBytes ? digest(key) : key);
  const inner = digest(
    concatenated(
      block.map((byte) => byte ^ 0x36),
      message,
    ),
  );
  return digest(
    concatenated(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

const PRIMES = firstPrimes(80);

function firstPrimes(count: number): bigint[] {
  const primes: bigint[] = [];
  for (let n = 2n; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0n)) primes.push(n);
  return primes;
}

/** First `bits` bits of the fractional part of the n-th root of a prime: the constants of SHA-2. */
function rootFraction(prime: bigint, degree: 2n | 3n, bits: number): bigint {
  const scaled = prime << (degree * BigInt(bits));
  let low = 0n;
  let high = 1n << BigInt(bits + 8);
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= scaled) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(bits, low);
}

const CONSTANTS = new Map(
  ([32, 64] as const).map((bits) => [
    bits,
    {
      start: PRIMES.slice(0, 8).map((prime) => rootFraction(prime, 2n, bits)),
      round: PRIMES.map((prime) => rootFraction(prime, 3n, bits)),
    },
  ]),
);

function hash(shape: HashShape, message: Uint8Array): Uint8Array {
  const { wordBits } = shape;
  const state = [...CONSTANTS.get(wordBits)!.start];
  const view = padded(message, wordBits);
  for (let block = 0; block < view.byteLength; block += wordBits * 2) compress(shape, state, view, block);
  const digest = new DataView(new ArrayBuffer(wordBits));
  for (const [i, word] of state.entries()) {
    if (wordBits === 64) digest.setBigUint64(i * 8, word);
    else digest.setUint32(i * 4, Number(word));
  }
  return new Uint8Array(digest.buffer);
}

/** The message, a one bit, zeros, and its length in bits at the end of a whole block of 16 words. */
function padded(message: Uint8Array, wordBits: number): DataView {
  const blockBytes = wordBits * 2;
  const lengthBytes = wordBits / 4;
  const blocks = Math.ceil((message.length + 1 + lengthBytes) / blockBytes);
  const bytes = new Uint8Array(blocks * blockBytes);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

function compress(shape: HashShape, state: bigint[], view: DataView, offset: number): void {
  const bits = shape.wordBits;
  const word = (value: bigint): bigint => BigInt.asUintN(bits, value);
  const rotate = (value: bigint, by: number): bigint => word((value >> BigInt(by)) | (value << BigInt(bits - by)));
  const [sum0, sum1, sigma0, sigma1] = shape.rotations;
  const mix = (x: bigint, [a, b, c]: readonly number[]): bigint => rotate(x, a) ^ rotate(x, b) ^ rotate(x, c);
  const spread = (x: bigint, [a, b, c]: readonly number[]): bigint => rotate(x, a) ^ rotate(x, b) ^ (x >> BigInt(c));
  const w: bigint[] = [];
  for (let t = 0; t < shape.rounds; t++) {
    if (t < 16) w.push(bits === 64 ? view.getBigUint64(offset + t * 8) : BigInt(view.getUint32(offset + t * 4)));
    else w.push(word(spread(w[t - 2], sigma1) + w[t - 7] + spread(w[t - 15], sigma0) + w[t - 16]));
  }
  let [a, b, c, d, e, f, g, h] = state;
  const constants = CONSTANTS.get(bits)!.round;
  for (let t = 0; t < shape.rounds; t++) {
    const t1 = h + mix(e, sum1) + ((e & f) ^ (word(~e) & g)) + constants[t] + w[t];
    const t2 = mix(a, sum0) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, word(d + t1), c, b, a, word(t1 + t2)];
  }
  for (const [i, value] of [a, b, c, d, e, f, g, h].entries()) state[i] = word(state[i] + value);
}
