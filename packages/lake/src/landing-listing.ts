// What a reader remembers of a listing of landing, and when that is not to be believed any more.
import type { CurrentDocument } from './current-document.ts';
import type { LandingFile } from './landing-folder.ts';

export interface Listing {
  readonly files: readonly LandingFile[];
  /** What has the name of a landing file and is none. */
  readonly misplaced: readonly string[];
  /** Log files that no tail and no landing file shows. */
  readonly unseenLogs: readonly number[];
  /** What the listing was made for, and when; renewed while the files stay the same. */
  landedThrough: number;
  liveTails: readonly number[];
  atMonotonicMs: number;
}

/** Whether one of these tails has landed under a name of its own, see landedTailPath. */
export function hasLandedTail(tails: readonly number[], current: CurrentDocument | null): boolean {
  const live = new Set((current?.tails ?? []).map((tail) => tail.sequence));
  return tails.some((sequence) => sequence > (current?.landedThrough ?? 0) && !live.has(sequence));
}

export function isSameListing(a: Listing, b: Listing): boolean {
  return (
    a.files.length === b.files.length &&
    a.files.every((file, n) => file.path === b.files[n]!.path && file.sizeBytes === b.files[n]!.sizeBytes) &&
    a.misplaced.join() === b.misplaced.join() &&
    a.unseenLogs.join() === b.unseenLogs.join()
  );
}
