// Where among sorted values, each with a weight, a share of the whole weight is reached.

/** Sums of fractions such as 1/0.3 end in other digits than their product; what is nearer than this is the same. */
const NEARLY = 1e-12;

/** @returns the place, counted from 1, of the first value at which the running weight exceeds `share` of all: with weights of 1, place floor(share × values) + 1 */
export function weightedPlace(weights: readonly number[], share: number): bigint | null {
  if (weights.length === 0) return null;
  const total = new ExactSum();
  for (const weight of weights) total.add(weight);
  const target = share * total.value + NEARLY * total.value;
  const running = new ExactSum();
  const place = weights.findIndex((weight) => running.add(weight) > target);
  return BigInt(place < 0 ? weights.length : place + 1);
}

/** Neumaier's sum: what is lost of each addition is added up beside it, so that millions of them are as exact as one. */
class ExactSum {
  #sum = 0;
  #lost = 0;

  get value(): number {
    return this.#sum + this.#lost;
  }

  /** Of numbers that are not negative. */
  add(number: number): number {
    const sum = this.#sum + number;
    this.#lost += this.#sum >= number ? this.#sum - sum + number : number - sum + this.#sum;
    this.#sum = sum;
    return this.value;
  }
}
