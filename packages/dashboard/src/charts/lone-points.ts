// Values without a neighbour on either side: as a line they would not be seen, they are drawn as dots. Pure.

export function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const lone: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    if (isThere(values[at]) && !isThere(values[at - 1]) && !isThere(values[at + 1])) lone.push(at);
  }
  return lone;
}

function isThere(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
