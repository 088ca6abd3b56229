// What a query took, in one line for stderr. Pure.
import { bytesText, countText, durationText } from './quantity-text.ts';

/** As the API answers. */
export interface ShownStats {
  readonly elapsedMs: number;
  readonly rows: number;
  readonly bytesScanned: number;
  readonly files: number;
  readonly costUsd?: number;
  readonly engine?: string;
  readonly possibleDuplicates?: number | null;
  readonly notes: readonly string[];
}

const USD_DIGITS = 6;

export function statsText(stats: ShownStats, truncated: boolean, place: string): string {
  const { rows, elapsedMs, files, bytesScanned, notes } = stats;
  const parts = [
    `${countText(rows, 'row')} in ${durationText(elapsedMs)}`,
    countText(files, 'file'),
    `${bytesText(bytesScanned)} read`,
    ...(stats.engine === 'athena' ? [`${(stats.costUsd ?? 0).toFixed(USD_DIGITS)} USD on Athena`] : []),
    ...duplicatesText(stats),
  ];
  const cut = truncated ? 'There are more rows: --limit N shows more, --format ndjson or csv all of them.\n' : '';
  return `${parts.join(', ')} (${place})\n${cut}${notesText(notes)}`;
}

export function notesText(notes: readonly string[]): string {
  return notes.map((note) => `note: ${note}\n`).join('');
}

/** On DuckDB only who asked for `fast` can have any, and knows it. */
function duplicatesText({ engine, possibleDuplicates }: ShownStats): string[] {
  if (engine === 'duckdb' || possibleDuplicates === undefined) return [];
  return [possibleDuplicates === null ? 'duplicates not looked for' : countText(possibleDuplicates, 'duplicate')];
}
