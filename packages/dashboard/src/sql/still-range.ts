// The range that a statement runs over: live mode does not move it, a choice and a run do.
import { useState } from 'react';
import { useRangeClock } from '../time/range-clock.tsx';

export function useStillRange() {
  const { range: now, chosen, isLive, refresh } = useRangeClock();
  // Of a page that is opened while live mode goes on, where it has come to.
  const [held, setHeld] = useState({ chosen, range: now });
  const range = held.chosen === chosen ? held.range : chosen;
  if (held.chosen !== chosen) setHeld({ chosen, range });
  return { range, isLive, refresh };
}
