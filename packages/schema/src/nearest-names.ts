// "Did you mean …?": the known names nearest to one that does not exist. Used for flags, settings, fields of requests and functions.
import { editDistance } from './edit-distance.ts';

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
