// A group of errors as the API has it, and what is said of its state.
import type { ErrorGroups } from '../api/api-types.ts';
import type { BadgeTone } from '../ui/badge.tsx';

export type ErrorGroup = ErrorGroups['errors'][number];
export type ErrorList = 'open' | 'resolved' | 'ignored';

/** Of a group's shape, wherever groups are asked for: then one answer serves a page's tabs. */
export const GROUP_BARS = 46;

/** Two bars as one, where there is half the room. */
export function halved(counts: readonly number[]): number[] {
  return counts.flatMap((count, at) => (at % 2 === 0 ? [count + (counts[at + 1] ?? 0)] : []));
}

/** A regression is open again. */
export function listOf({ state }: ErrorGroup): ErrorList {
  return state === 'regressed' ? 'open' : state;
}

interface GroupBadge {
  readonly tone: BadgeTone;
  readonly word: string;
  readonly title?: string;
}

const NEW_WORDS = 'Nothing of it in the first half of the chosen time; it may be older than that';

/** New: nothing of it in the first half of the range. */
export function groupBadge({ state, counts }: Pick<ErrorGroup, 'state' | 'counts'>): GroupBadge | null {
  if (state === 'regressed') return { tone: 'warn', word: 'regressed' };
  if (state === 'resolved') return { tone: 'ok', word: 'resolved' };
  if (state === 'ignored') return { tone: 'plain', word: 'ignored' };
  const isNew = counts.slice(0, Math.floor(counts.length / 2)).every((count) => count === 0);
  return isNew && counts.length > 1 ? { tone: 'error', word: 'new', title: NEW_WORDS } : null;
}
