// From where to where an axis of numbers goes. Pure.

/** From zero, which negative numbers are beneath. */
export function linearRange(low: number, high: number): [number, number] {
  const [bottom, top] = [Math.min(0, low) * 1.06, Math.max(0, high) * 1.06];
  return bottom === 0 && top === 0 ? [0, 1] : [bottom, top];
}

/** From a whole decade to a little above the highest: a decade more would flatten what there is. */
export function logRange(low: number, high: number): [number, number] {
  const [least, most] = [low > 0 ? low : 1, high > 0 ? high : 10];
  const bottom = 10 ** Math.floor(Math.log10(least) + 1e-9);
  return [bottom, Math.max(bottom * 10, most * 1.2)];
}
