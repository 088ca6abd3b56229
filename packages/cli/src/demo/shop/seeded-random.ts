// The demo's only source of chance, so that one seed gives one story.

export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  chance(probability: number): boolean;
  /** Uniform integer, both ends included. */
  integer(least: number, most: number): number;
  pick<T>(values: readonly T[]): T;
  /** One of the values, as likely as its weight says. */
  weighted<T>(choices: readonly (readonly [value: T, weight: number])[]): T;
  /** Latencies are log-normal: half lie below the median; sigma 0.5 puts the 95th percentile at 2.3 medians. */
  logNormal(median: number, sigma: number): number;
  /** Waiting time between arrivals that do not know of each other. */
  exponential(mean: number): number;
  /** Part of an id; ids do not repeat. */
  hex(digits: number): string;
  uuid(): string;
}

/**
 * `seed` decides what happens, `idSeed` what it is called: two runs of one story in one lake must not share ids.
 */
export function seededRandom(seed: number, idSeed: number = seed): Random {
  const bits = bitSource(seed);
  const idBits = bitSource(idSeed);
  const next = (): number => bits() / 4_294_967_296;
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const hex = (digits: number): string => {
    let text = '';
    while (text.length < digits) text += idBits().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  };

  return {
    next,
    chance: (probability) => next() < probability,
    integer: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick: (values) => values[Math.floor(next() * values.length)],
    weighted: (choices) => {
      let remaining = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [value, weight] of choices) {
        remaining -= weight;
        if (remaining < 0) return value;
      }
      return choices[choices.length - 1][0];
    },
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    exponential: (mean) => -Math.log(1 - next()) * mean,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`,
  };
}

/** sfc32 (Chris Doty-Humphrey's small fast counter): 32 bits a call, 2^32 seeds. */
function bitSource(seed: number): () => number {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed | 0;
  let counter = 1;

  const bits = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let warmUp = 0; warmUp < 12; warmUp += 1) bits();
  return bits;
}
