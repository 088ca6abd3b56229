// What a query took, in one line for stderr. Pure.
import { bytesText, countText, durationText } from './quantity-text.ts';

/** As the API answers. */
export interface ShownStats {
  readonly elapsedMs: number;
  readonly rows: number;
  readonly bytesScanned: number;
  readonly files: number;
  readonly notes: readonly string[];
}

export function statsText(stats: ShownStats, truncated: boolean, place: string): string {
  const { rows, elapsedMs, files, bytesScanned, notes } = stats;
  const parts = [
    `${countText(rows, 'row')} in ${durationText(elapsedMs)}`,
    countText(files, 'file'),
    `${bytesText(bytesScanned)} read`,
  ];
  const cut = truncated ? 'There are more rows: --limit N shows more, --format ndjson or csv all of them.\n' : '';
  return `${parts.join(', ')} (${place})\n${cut}${notes.map((note) => `note: ${note}\n`).join('')}`;
}
