// The notice: new versions gone bad, the worst first. Pure.
import type { NewVersion } from './version-figures.ts';

export interface BadVersion extends NewVersion {
  /** What is worse: its errors, or how long it takes. */
  readonly by: 'errors' | 'duration';
}

const LEAST_COUNT = 100;
const ERROR_FACTOR = 3;
const LEAST_ERROR_POINTS = 0.01;
const DURATION_FACTOR = 2;

/** Errors before duration; of each kind those with the most work touched first. */
export function badVersions(versions: readonly NewVersion[]): BadVersion[] {
  return versions
    .flatMap((one): BadVersion[] => {
      if (one.kept < LEAST_COUNT) return [];
      const [rate, rateBefore] = [one.errors / one.count, one.before.errors / Math.max(1, one.before.count)];
      if (rate >= ERROR_FACTOR * rateBefore && rate - rateBefore >= LEAST_ERROR_POINTS)
        return [{ ...one, by: 'errors' }];
      return one.p95Ms >= DURATION_FACTOR * one.before.p95Ms && one.before.p95Ms > 0
        ? [{ ...one, by: 'duration' }]
        : [];
    })
    .sort((one, other) => Number(one.by === 'duration') - Number(other.by === 'duration') || other.errors - one.errors);
}
