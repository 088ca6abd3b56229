// Which moment "now" is for every panel of the page, so that all of them ask about the same range; live mode moves it.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { ApiProblem, isPassing } from '../api/api-problem.ts';
import { serverPresence } from '../api/own-presence.ts';
import { useRangeText } from '../page-search.ts';
import { nowOfOpening } from './opening-moment.ts';
import { isRelative, resolveRange, type TimeRange } from './time-range.ts';

interface RangeClock {
  readonly range: TimeRange;
  /** The same when it was last chosen or asked for: live mode does not move it. */
  readonly chosen: TimeRange;
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
const BUSY_MS = 30_000;
const OF_A_TRACE = ['lean-trace', 'whole-trace', 'trace-span'];

export function RangeClockProvider({ children }: { readonly children: ReactNode }) {
  const { start, end } = useRangeText();
  const client = useQueryClient();
  const [nowMs, setNowMs] = useState(nowOfOpening);
  const [chosenMs, setChosenMs] = useState(nowMs);
  const choose = useCallback((atMs: number) => {
    setNowMs(atMs);
    setChosenMs(atMs);
  }, []);
  const [isLive, setIsLive] = useState(false);
  const now = useRef(nowMs);
  now.current = nowMs;
  // The same at every step: who switches it on for a local server does so once.
  const setLive = useCallback((next: boolean) => {
    setIsLive(next);
    if (!next) setChosenMs(now.current);
  }, []);
  // A range that was just chosen ends at the moment of the choice.
  const [known, setKnown] = useState(`${start} ${end}`);
  if (known !== `${start} ${end}`) {
    setKnown(`${start} ${end}`);
    choose(Date.now());
  }
  const range = useMemo(() => resolveRange({ start, end }, nowMs), [start, end, nowMs]);
  const chosen = useMemo(() => resolveRange({ start, end }, chosenMs), [start, end, chosenMs]);
  const refresh = useCallback(() => {
    choose(Date.now());
    // A trace is of no range; it may have grown.
    for (const name of OF_A_TRACE) void client.invalidateQueries({ queryKey: [name], refetchType: 'active' });
    // A range between two moments is the same one later: what is asked of it is asked again.
    if (!isRelative({ start, end })) void client.invalidateQueries({ refetchType: 'active' });
  }, [start, end, client, choose]);
  const isMoving = isLive && isRelative({ start, end });
  const lengthMs = range.endMs - range.startMs;
  useEffect(() => {
    if (!isMoving) return;
    const tickMs = Math.min(LARGEST_TICK_MS, Math.max(LEAST_TICK_MS, lengthMs / TICKS_A_RANGE));
    const timer = setInterval(() => {
      // Answers that are still under way are waited for: a slow lake must not be asked anew for ever.
      if (document.visibilityState === 'visible' && client.isFetching() === 0 && !isHeldUp(client))
        setNowMs(Date.now());
    }, tickMs);
    // What stands there is of before it went.
    const leave = serverPresence.onReturn(() => flushSync(() => setNowMs(Date.now())));
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [isMoving, lengthMs, client]);
  const value = useMemo(
    () => ({ range, chosen, nowMs, isLive: isMoving, setLive, refresh }),
    [range, chosen, nowMs, isMoving, setLive, refresh],
  );
  return <Context value={value}>{children}</Context>;
}

/** What failed for want of a server is not asked again at each step, and read aloud each time. Of one that has no room, the next is taken later. */
function isHeldUp(client: QueryClient): boolean {
  if (serverPresence.isAway) return true;
  const sinceMs = Date.now() - BUSY_MS;
  return client
    .getQueryCache()
    .findAll({ type: 'active' })
    .some(
      ({ state: { error, errorUpdatedAt } }) =>
        error instanceof ApiProblem && isPassing(error) && errorUpdatedAt > sinceMs,
    );
}

export function useRangeClock(): RangeClock {
  const clock = useContext(Context);
  if (clock === null) throw new Error('useRangeClock outside of RangeClockProvider');
  return clock;
}
