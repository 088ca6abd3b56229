// A small seeded generator of random numbers (sfc32-like): the same seed gives the same numbers on any machine.

export interface SeededRandom {
  /** An unsigned 32-bit integer. */
  uint32(): number;
  /** A number in [0, 1). */
  fraction(): number;
  /** An integer in [0, limit). */
  below(limit: number): number;
}

const WARM_UP_ROUNDS = 20;

export function seededRandom(seed: number): SeededRandom {
  let a = seed >>> 0;
  let b = 0x9e3779b9;
  let c = 0x243f6a88;
  let d = 0xb7e15162;

  function uint32(): number {
    const shifted = b << 9;
    let result = Math.imul(b, 5);
    result = Math.imul((result << 7) | (result >>> 25), 9);
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  }

  for (let round = 0; round < WARM_UP_ROUNDS; round++) uint32();
  const fraction = () => uint32() / 4_294_967_296;
  return { uint32, fraction, below: (limit) => Math.floor(fraction() * limit) };
}

export function shuffled<T>(values: readonly T[], random: SeededRandom): T[] {
  const mixed = [...values];
  for (let n = mixed.length - 1; n > 0; n--) {
    const other = random.below(n + 1);
    [mixed[n], mixed[other]] = [mixed[other]!, mixed[n]!];
  }
  return mixed;
}
