// "Did you mean …?": the known names nearest to one that does not exist. Used for flags, settings, fields of requests and columns.

/**
 * At most `count` of `candidates`, nearest first: those within a third of the name's length of it (at least two edits,
 * but never as many as it has letters).
 * Case does not count as a difference.
 */
export function nearestNames(name: string, candidates: Iterable<string>, count = 3): string[] {
  const wanted = name.toLowerCase();
  const furthest = Math.min(Math.max(2, Math.floor(wanted.length / 3)), wanted.length - 1);
  const near: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > furthest) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= furthest) near.push({ candidate, distance });
  }
  near.sort((left, right) => left.distance - right.distance);
  return near.slice(0, count).map(({ candidate }) => candidate);
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(left: string, right: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= right.length; column += 1) {
      const replaced = previous[column - 1] + (left[row - 1] === right[column - 1] ? 0 : 1);
      let best = Math.min(replaced, previous[column] + 1, current[column - 1] + 1);
      const swapped =
        row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (swapped) best = Math.min(best, beforePrevious[column - 2] + 1);
      current.push(best);
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[right.length];
}
