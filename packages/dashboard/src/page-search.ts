// The address inside of a view: the range of time that it says, and how it is changed.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback } from 'react';
import { type PageSearch, rangeTextOf } from './page-address.ts';
import { DEFAULT_RANGE, type RangeText } from './time/time-range.ts';

export function useRangeText(): RangeText {
  return rangeTextOf(useSearch({ strict: false }) as PageSearch);
}

/** Changes members of the address; `undefined` takes one out. Each change is a step back for the browser, unless it replaces. */
export function useChangeSearch(): (
  change: Readonly<Record<string, string | undefined>>,
  isReplacing?: boolean,
) => void {
  const navigate = useNavigate();
  return useCallback(
    (change, isReplacing = false) => {
      navigate({
        to: '.',
        search: (before: Record<string, unknown>) => ({ ...before, ...change }),
        replace: isReplacing,
        resetScroll: false,
      } as Parameters<typeof navigate>[0]);
    },
    [navigate],
  );
}

export function rangeSearch({ start, end }: RangeText): { start: string | undefined; end: string | undefined } {
  const isDefault = start === DEFAULT_RANGE.start && end === DEFAULT_RANGE.end;
  return { start: isDefault ? undefined : start, end: isDefault || end === 'now' ? undefined : end };
}
