// Distribution functions of statistics, to about 13 digits: normal and beta.

const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const z = x - 1;
  const sum = LANCZOS.reduce((total, factor, i) => (i === 0 ? factor : total + factor / (z + i)), 0);
  const t = z + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(t) - t + Math.log(sum);
}

const TINY = 1e-300;
const PRECISION = 1e-16;
const MAX_STEPS = 10_000;

/** Complementary error function: a series near 0, a continued fraction beyond. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2) {
    let term = x;
    let sum = x;
    for (let n = 1; n < MAX_STEPS && Math.abs(term) > PRECISION * Math.abs(sum); n++) {
      term *= (2 * x * x) / (2 * n + 1);
      sum += term;
    }
    return 1 - (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
  }
  let fraction = 0;
  for (let n = 200; n > 0; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

export function normalCdf(mean: number, deviation: number, value: number): number {
  return 0.5 * erfc(-(value - mean) / (deviation * Math.SQRT2));
}

/** Newton's steps from the middle, halved where they overshoot. */
export function inverseNormalCdf(mean: number, deviation: number, probability: number): number {
  let [low, high] = [-40, 40];
  let x = 0;
  for (let step = 0; step < 200; step++) {
    const difference = normalCdf(0, 1, x) - probability;
    if (difference === 0) break;
    if (difference > 0) high = x;
    else low = x;
    const newton = x - (difference * Math.sqrt(2 * Math.PI)) / Math.exp((-x * x) / 2);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - x) <= PRECISION * Math.abs(x)) break;
    x = next;
  }
  return mean + deviation * x;
}

/** The regularized incomplete beta function, by Lentz's continued fraction. */
export function betaCdf(a: number, b: number, value: number): number {
  if (value <= 0 || value >= 1) return value <= 0 ? 0 : 1;
  if (value > (a + 1) / (a + b + 2)) return 1 - betaCdf(b, a, 1 - value);
  const front =
    Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(value) + b * Math.log(1 - value)) / a;
  let [c, d, fraction] = [1, 0, 1];
  for (let i = 0; i < MAX_STEPS; i++) {
    const m = Math.floor(i / 2);
    const factor =
      i === 0
        ? 1
        : i % 2 === 0
          ? (m * (b - m) * value) / ((a + 2 * m - 1) * (a + 2 * m))
          : -((a + m) * (a + b + m) * value) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + factor * d || TINY);
    c = 1 + factor / c || TINY;
    fraction *= c * d;
    if (Math.abs(1 - c * d) < PRECISION) break;
  }
  return front * (fraction - 1);
}
