// What an answer cost, in one quiet line: rows, bytes, time, engine; USD where it is not zero.
import type { QueryResult } from '../api/api-types.ts';
import { bytesText, usdText } from '../format/bytes.ts';
import { countText } from '../format/count.ts';
import { durationText } from '../format/duration.ts';
import styles from './cost-line.module.css';

const ENGINES = { duckdb: 'DuckDB', athena: 'Athena', trino: 'Trino' } as const;

type Stats = QueryResult['stats'];

interface CostLineProps {
  readonly stats: Stats | undefined;
  /** What the answer is about, where that is spans and not its own rows. */
  readonly rows?: number | undefined;
}

export function CostLine({ stats, rows = stats?.rows ?? 0 }: CostLineProps) {
  if (stats === undefined) return <span className={styles.cost} />;
  const parts = [
    rowsText(rows),
    bytesText(stats.bytesScanned),
    durationText(stats.elapsedMs),
    ENGINES[stats.engine],
    stats.costUsd === 0 ? null : usdText(stats.costUsd),
  ];
  return (
    <span className={styles.cost} title={stats.notes.join('\n')}>
      {parts.filter((part) => part !== null).join(' · ')}
    </span>
  );
}

export function rowsText(rows: number): string {
  return `${countText(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}
