// Files of the lake counted by tier. Pure.
import type { DataFile, DataFileTier } from '@tracelake/schema';

export interface TierSummary {
  files: number;
  rows: number;
  sizeBytes: number;
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
