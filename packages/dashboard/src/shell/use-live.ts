// Whether the range moves with the clock, whether it can, and the way between.
import { useQuery } from '@tanstack/react-query';
import { health } from '../api/api-queries.ts';
import { useRangeText } from '../page-search.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { isRelative } from '../time/time-range.ts';

export function useLive() {
  const { data } = useQuery(health());
  const { isLive, setLive, refresh } = useRangeClock();
  const range = useRangeText();
  const isLocal = typeof data?.otlpUrl === 'string';
  const canMove = isLocal && isRelative(range);
  const toggle = (): void => {
    if (!isLive) refresh();
    if (isLocal) setLive(!isLive);
  };
  return { isLive, isLocal, canMove, toggle, isKnown: data !== undefined };
}
