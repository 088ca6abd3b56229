// What the server's counts mean: which part of a span's way is well, and what was dropped of how much. Pure.
import type { Answer } from '../api/api-client.ts';
import { bytesText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';

export type Stats = Answer<'GET /api/v1/stats'>;

export interface WayPart {
  readonly name: string;
  /** Null where there is nothing that could be. */
  readonly isWell: boolean | null;
  readonly first: string;
  readonly second: string;
}

export interface FreshMinutes {
  readonly times: readonly string[];
  readonly worstMs: readonly (number | null)[];
}

const MINUTE_MS = 60_000;
/** A span is readable within a second; one that waits as long as this waits for something. */
const LATE_MS = 10_000;

/** What of the writer's own counts tells how it is. */
interface Writer {
  readonly freshness?: { readonly minutes?: readonly { startMs: number; worstMs: number }[]; readonly lagMs?: number };
  readonly rollError?: string | null;
  /** What keeps it from its work, or from its start. */
  readonly trouble?: object | null;
}

/** Each minute from the first that is known to the last; without a tail in it a minute is a gap. */
export function freshMinutes({ ingest }: Pick<Stats, 'ingest'>): FreshMinutes {
  const known = new Map((writerOf(ingest).freshness?.minutes ?? []).map(({ startMs, worstMs }) => [startMs, worstMs]));
  if (known.size === 0) return { times: [], worstMs: [] };
  const first = Math.min(...known.keys());
  const minutes = (Math.max(...known.keys()) - first) / MINUTE_MS + 1;
  const starts = Array.from({ length: minutes }, (_, at) => first + at * MINUTE_MS);
  return {
    times: starts.map((startMs) => new Date(startMs).toISOString()),
    worstMs: starts.map((startMs) => known.get(startMs) ?? null),
  };
}

function writerOf(ingest: Stats['ingest']): Writer {
  return (ingest?.writer ?? {}) as Writer;
}

/** In the order in which a span goes through them. */
export function wayOfSpan({ ingest, lake }: Stats): readonly WayPart[] {
  const { landing, tail, compacted, quarantined, notes } = lake;
  const files = landing.files + tail.files + compacted.files;
  const sizeBytes = landing.sizeBytes + tail.sizeBytes + compacted.sizeBytes;
  const { freshness, rollError = null, trouble = null } = writerOf(ingest);
  const lagMs = freshness?.lagMs ?? 0;
  const isUnshown = notes.some((note) => note.includes('cannot be shown yet'));
  const missing = (folder: string): number => notes.filter((note) => note.startsWith(`"${folder}/`)).length;
  const isGone = notes.some((note) => note.includes('landing file(s) are gone'));
  const sized = ({ files, sizeBytes }: Tier, left: number): string =>
    left > 0 ? `${countedText(left, 'file')} left out` : `${countedText(files, 'file')}, ${bytesText(sizeBytes)}`;
  return [
    ingest === null
      ? { name: 'Ingest', isWell: null, first: 'Not by this server', second: 'Firehose writes the lake' }
      : {
          name: 'Ingest',
          isWell: trouble === null && droppedSpans(ingest) === 0,
          first: `${countText(ingest.otlp.spans)} spans taken`,
          second: `${countText(droppedSpans(ingest))} refused`,
        },
    {
      name: 'Last minute',
      isWell: ingest === null && tail.files === 0 ? null : !isUnshown && lagMs < LATE_MS && missing('wal') === 0,
      first: countedText(tail.rows, 'span'),
      second: lagMs >= LATE_MS ? `the oldest waits ${durationText(lagMs)}` : sized(tail, missing('wal')),
    },
    {
      name: 'Landed',
      isWell: trouble === null && rollError === null && missing('landing') === 0 && !isGone,
      first: countedText(landing.rows, 'span'),
      second: rollError === null ? sized(landing, missing('landing')) : 'cannot be written now',
    },
    {
      name: 'Compacted',
      isWell: missing('compacted') > 0 ? false : compacted.files === 0 ? null : true,
      first: countedText(compacted.rows, 'span'),
      second: sized(compacted, missing('compacted')),
    },
    {
      name: 'Lake',
      isWell: quarantined.files === 0,
      first: `${countedText(files, 'file')}, ${bytesText(sizeBytes)}`,
      second: quarantined.files === 0 ? 'nothing set aside' : `${countedText(quarantined.files, 'file')} set aside`,
    },
  ];
}

type Tier = Pick<Stats['lake']['landing'], 'files' | 'sizeBytes'>;

/** What the server does, in the words of its badge. */
export function serverWords({ status, otlpUrl }: Server): readonly [words: string, tone: 'ok' | 'plain' | 'error'] {
  if (status !== 'ok') return [status, 'error'];
  return otlpUrl === null ? ['answers questions', 'plain'] : ['takes spans', 'ok'];
}

type Server = Pick<Answer<'GET /api/v1/health'>, 'status' | 'otlpUrl'>;

export function droppedSpans({ otlp }: NonNullable<Stats['ingest']>): number {
  return otlp.rejectedSpans;
}

export function countedText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}
