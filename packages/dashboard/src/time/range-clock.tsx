// Which moment "now" is for every panel of the page, so that all of them ask about the same range; live mode moves it.
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useRangeText } from '../page-search.ts';
import { nowOfOpening } from './opening-moment.ts';
import { isRelative, resolveRange, type TimeRange } from './time-range.ts';

interface RangeClock {
  readonly range: TimeRange;
  readonly nowMs: number;
  readonly isLive: boolean;
  setLive(isLive: boolean): void;
  /** Asks everything anew, up to this moment. */
  refresh(): void;
}

const Context = createContext<RangeClock | null>(null);

/** A live page of an hour moves every ten seconds, of a month every two minutes. */
const LEAST_TICK_MS = 10_000;
const LARGEST_TICK_MS = 120_000;
const TICKS_A_RANGE = 360;

export function RangeClockProvider({ children }: { readonly children: ReactNode }) {
  const { start, end } = useRangeText();
  const client = useQueryClient();
  const [nowMs, setNowMs] = useState(nowOfOpening);
  const [isLive, setLive] = useState(false);
  // A range that was just chosen ends at the moment of the choice.
  const [known, setKnown] = useState(`${start} ${end}`);
  if (known !== `${start} ${end}`) {
    setKnown(`${start} ${end}`);
    setNowMs(Date.now());
  }
  const range = useMemo(() => resolveRange({ start, end }, nowMs), [start, end, nowMs]);
  const refresh = useCallback(() => {
    setNowMs(Date.now());
    // A range between two moments is the same one later: what is asked of it is asked again.
    if (!isRelative({ start, end })) void client.invalidateQueries({ refetchType: 'active' });
  }, [start, end, client]);
  const isMoving = isLive && isRelative({ start, end });
  const lengthMs = range.endMs - range.startMs;
  useEffect(() => {
    if (!isMoving) return;
    const tickMs = Math.min(LARGEST_TICK_MS, Math.max(LEAST_TICK_MS, lengthMs / TICKS_A_RANGE));
    const timer = setInterval(() => {
      // Answers that are still under way are waited for: a slow lake must not be asked anew for ever.
      if (document.visibilityState === 'visible' && client.isFetching() === 0) setNowMs(Date.now());
    }, tickMs);
    return () => clearInterval(timer);
  }, [isMoving, lengthMs, client]);
  const value = useMemo(
    () => ({ range, nowMs, isLive: isMoving, setLive, refresh }),
    [range, nowMs, isMoving, refresh],
  );
  return <Context value={value}>{children}</Context>;
}

export function useRangeClock(): RangeClock {
  const clock = useContext(Context);
  if (clock === null) throw new Error('useRangeClock outside of RangeClockProvider');
  return clock;
}
