// Files of the lake counted by tier. Pure.
import { partitionOf } from '@tracelake/lake';
import type { DataFile, DataFileTier } from '@tracelake/schema';

export interface TierSummary {
  files: number;
  rows: number;
  sizeBytes: number;
}

/** A day's files by when they arrived: what is landed only has not been compacted yet. */
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
  /** The newest that is not ahead of the clock: one span of the year 2200 is not to hide that none came for hours. */
  newestStartTimeUnixNano: string | null;
}

/** Clocks of senders may be so much ahead. */
const AHEAD_MS = 60_000;
const HOUR_MS = 3_600_000;
const NANOS_PER_MS = 1_000_000n;

export function lakeSummary(files: readonly DataFile[], nowMs: number): LakeSummary {
  const tiers: Record<DataFileTier, TierSummary> = {
    landing: { files: 0, rows: 0, sizeBytes: 0 },
    tail: { files: 0, rows: 0, sizeBytes: 0 },
    compacted: { files: 0, rows: 0, sizeBytes: 0 },
  };
  let min: bigint | null = null;
  let max: bigint | null = null;
  let newest: bigint | null = null;
  for (const file of files) {
    const tier = tiers[file.tier];
    tier.files += 1;
    tier.rows += file.rows;
    tier.sizeBytes += file.sizeBytes;
    const fileMin = file.minStartTimeUnixNano === null ? null : BigInt(file.minStartTimeUnixNano);
    const fileMax = file.maxStartTimeUnixNano === null ? null : BigInt(file.maxStartTimeUnixNano);
    if (fileMin !== null && (min === null || fileMin < min)) min = fileMin;
    if (fileMax !== null && (max === null || fileMax > max)) max = fileMax;
    const fileNewest = newestOf(file, fileMax, nowMs);
    if (fileNewest !== null && (newest === null || fileNewest > newest)) newest = fileNewest;
  }
  return {
    ...tiers,
    minStartTimeUnixNano: min?.toString() ?? null,
    maxStartTimeUnixNano: max?.toString() ?? null,
    newestStartTimeUnixNano: newest?.toString() ?? null,
  };
}

/** Of a file with a span ahead of the clock the end of the hour in which it arrived: its others are not after that. */
function newestOf({ path, tier }: DataFile, max: bigint | null, nowMs: number): bigint | null {
  if (max === null || max <= BigInt(nowMs + AHEAD_MS) * NANOS_PER_MS) return max;
  const hour = partitionOf(path);
  if (hour === null && tier !== 'tail') return null;
  return BigInt(hour === null ? nowMs : Math.min(nowMs, Date.parse(`${hour}:00Z`) + HOUR_MS)) * NANOS_PER_MS;
}

/** Newest first. Compacted files, which lie in no folder of a day, count by where they begin; those that do not say it are left out. */
export function daySummaries(files: readonly DataFile[], limit: number, nowMs: number): DaySummary[] {
  const days = new Map<string, DaySummary>();
  for (const file of files) {
    const { rows, sizeBytes, tier } = file;
    const day = dayOf(file, nowMs);
    if (day === null || rows === 0) continue;
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

function dayOf({ path, tier, minStartTimeUnixNano: start }: DataFile, nowMs: number): string | null {
  const hour = partitionOf(path);
  if (hour !== null) return hour.slice(0, 10);
  if (tier === 'tail') return new Date(nowMs).toISOString().slice(0, 10);
  return start === null ? null : new Date(Number(BigInt(start) / NANOS_PER_MS)).toISOString().slice(0, 10);
}
