// The address with the range as it is now: who opens it tomorrow sees the same.
import type { TimeRange } from './time-range.ts';

export function absoluteLink({ startMs, endMs }: TimeRange): string {
  const range = `start=${new Date(startMs).toISOString()}&end=${new Date(endMs).toISOString()}`;
  const kept = location.search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !/^(?:start|end)=/.test(part));
  return `${location.origin}${location.pathname}?${[range, ...kept].join('&')}`;
}
