// Files of the lake counted by tier. Pure.
import type { DataFile, DataFileTier } from '@tracelake/schema';

export interface TierSummary {
  files: number;
  rows: number;
  sizeBytes: number;
}

/** A day's files by where they begin: what is landed only has not been compacted yet. */
export interface DaySummary {
  /** YYYY-MM-DD, UTC. */
  readonly day: string;
  readonly files: number;
  readonly sizeBytes: number;
  readonly rows: number;
  readonly compactedRows: number;
}

export interface LakeSummary extends Record<DataFileTier, TierSummary> {
  minStartTimeUnixNano: string | null;
  maxStartTimeUnixNano: string | null;
}

export function lakeSummary(files: readonly DataFile[]): LakeSummary {
  const tiers: Record<DataFileTier, TierSummary> = {
    landing: { files: 0, rows: 0, sizeBytes: 0 },
    tail: { files: 0, rows: 0, sizeBytes: 0 },
    compacted: { files: 0, rows: 0, sizeBytes: 0 },
  };
  let min: bigint | null = null;
  let max: bigint | null = null;
  for (const file of files) {
    const tier = tiers[file.tier];
    tier.files += 1;
    tier.rows += file.rows;
    tier.sizeBytes += file.sizeBytes;
    const fileMin = file.minStartTimeUnixNano === null ? null : BigInt(file.minStartTimeUnixNano);
    const fileMax = file.maxStartTimeUnixNano === null ? null : BigInt(file.maxStartTimeUnixNano);
    if (fileMin !== null && (min === null || fileMin < min)) min = fileMin;
    if (fileMax !== null && (max === null || fileMax > max)) max = fileMax;
  }
  return { ...tiers, minStartTimeUnixNano: min?.toString() ?? null, maxStartTimeUnixNano: max?.toString() ?? null };
}

/** Newest first; files that do not say when they begin are left out. */
export function daySummaries(files: readonly DataFile[], limit: number): DaySummary[] {
  const days = new Map<string, DaySummary>();
  for (const { minStartTimeUnixNano: start, rows, sizeBytes, tier } of files) {
    if (start === null || rows === 0) continue;
    const day = new Date(Number(BigInt(start) / 1_000_000n)).toISOString().slice(0, 10);
    const known = days.get(day);
    days.set(day, {
      day,
      files: (known?.files ?? 0) + 1,
      sizeBytes: (known?.sizeBytes ?? 0) + sizeBytes,
      rows: (known?.rows ?? 0) + rows,
      compactedRows: (known?.compactedRows ?? 0) + (tier === 'compacted' ? rows : 0),
    });
  }
  return [...days.values()].sort((one, other) => (one.day < other.day ? 1 : -1)).slice(0, limit);
}
