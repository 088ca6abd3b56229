// What the server's counts mean: which part of a span's way is well, and what was dropped of how much. Pure.
import type { Answer } from '../api/api-client.ts';
import { bytesText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';

export type Stats = Answer<'GET /api/v1/stats'>;

export interface WayPart {
  readonly name: string;
  readonly isWell: boolean;
  readonly first: string;
  readonly second: string;
}

export interface FreshMinutes {
  readonly times: readonly string[];
  readonly worstMs: readonly (number | null)[];
}

const MINUTE_MS = 60_000;

/** Each minute from the first that is known to the last; without a tail in it a minute is a gap. */
export function freshMinutes({ ingest }: Pick<Stats, 'ingest'>): FreshMinutes {
  const freshness = ingest?.writer['freshness'] as { minutes?: { startMs: number; worstMs: number }[] } | undefined;
  const known = new Map((freshness?.minutes ?? []).map(({ startMs, worstMs }) => [startMs, worstMs]));
  if (known.size === 0) return { times: [], worstMs: [] };
  const first = Math.min(...known.keys());
  const minutes = (Math.max(...known.keys()) - first) / MINUTE_MS + 1;
  const starts = Array.from({ length: minutes }, (_, at) => first + at * MINUTE_MS);
  return {
    times: starts.map((startMs) => new Date(startMs).toISOString()),
    worstMs: starts.map((startMs) => known.get(startMs) ?? null),
  };
}

/** In the order in which a span goes through them. */
export function wayOfSpan({ ingest, lake }: Stats): readonly WayPart[] {
  const { landing, tail, compacted, quarantined } = lake;
  const files = landing.files + tail.files + compacted.files;
  const sizeBytes = landing.sizeBytes + tail.sizeBytes + compacted.sizeBytes;
  return [
    ingest === null
      ? { name: 'Ingest', isWell: true, first: 'Not by this server', second: 'Firehose writes the lake' }
      : {
          name: 'Ingest',
          isWell: droppedSpans(ingest) === 0,
          first: `${countText(ingest.otlp.spans)} spans taken`,
          second: `${countText(droppedSpans(ingest))} refused`,
        },
    {
      name: 'Last minute',
      isWell: true,
      first: countedText(tail.rows, 'span'),
      second: countedText(tail.files, 'file'),
    },
    {
      name: 'Landed',
      isWell: true,
      first: countedText(landing.rows, 'span'),
      second: `${countedText(landing.files, 'file')}, ${bytesText(landing.sizeBytes)}`,
    },
    {
      name: 'Compacted',
      isWell: true,
      first: countedText(compacted.rows, 'span'),
      second: `${countedText(compacted.files, 'file')}, ${bytesText(compacted.sizeBytes)}`,
    },
    {
      name: 'Lake',
      isWell: quarantined.files === 0,
      first: `${countedText(files, 'file')}, ${bytesText(sizeBytes)}`,
      second: quarantined.files === 0 ? 'nothing set aside' : `${countedText(quarantined.files, 'file')} set aside`,
    },
  ];
}

export function droppedSpans({ otlp }: NonNullable<Stats['ingest']>): number {
  return otlp.rejectedSpans;
}

export function countedText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
