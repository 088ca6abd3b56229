// How much of a lake was searched, in days and bytes. Pure.
import { bytesText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';

interface Tier {
  readonly sizeBytes: number;
}

interface Searched {
  readonly days: readonly unknown[];
  readonly landing: Tier;
  readonly tail: Tier;
  readonly compacted: Tier;
}

export function searchedText({ days, landing, tail, compacted }: Searched): string {
  const size = bytesText(landing.sizeBytes + tail.sizeBytes + compacted.sizeBytes);
  if (days.length === 0) return 'The lake is empty.';
  return days.length === 1
    ? `Searched the one day that is here, ${size}.`
    : `Searched all ${countText(days.length)} days, ${size}.`;
}
