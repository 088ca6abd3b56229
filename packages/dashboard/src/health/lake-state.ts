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
