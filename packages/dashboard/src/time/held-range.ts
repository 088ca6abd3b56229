// A list that is being read stays of the range it was asked for, while live mode moves on: its pages and its rows stay where they are.
import { useRef } from 'react';
import { useRangeClock } from './range-clock.tsx';
import type { TimeRange } from './time-range.ts';

/** @param question with another one, and with another choice of range, the list begins anew. @param isRead whether it is being read now */
export function useHeldRange(range: TimeRange, question: string, isRead: () => boolean): TimeRange {
  const { chosen } = useRangeClock();
  const asked = `${question} ${chosen.startMs} ${chosen.endMs}`;
  const held = useRef({ asked, range });
  if (held.current.asked !== asked || !isRead()) held.current = { asked, range };
  return held.current.range;
}
