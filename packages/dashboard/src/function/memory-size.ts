// Which memory size would do, and what each would cost, if the duration stays. Pure.

const SIZES_MB = [
  128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3008, 4096, 6144, 8192, 10_240,
];
const SPARE_SHARE = 1.2;

/** The smallest with a fifth to spare over the peak. */
export function suggestedMemoryMb(peakMb: number): number {
  return SIZES_MB.find((size) => size >= peakMb * SPARE_SHARE) ?? SIZES_MB[SIZES_MB.length - 1];
}

const REQUEST_USD = 2e-7;

/** Invocations cost the same in every size; time costs by it. */
export function costOfSize(costUsd: number, invocations: number, sizeMb: number, otherMb: number): number {
  const requestUsd = invocations * REQUEST_USD;
  return requestUsd + (costUsd - requestUsd) * (otherMb / sizeMb);
}

/** Sizes to choose from: what would do and two above it, with what it has now. */
export function offeredSizes(peakMb: number, sizeMb: number): number[] {
  const first = SIZES_MB.indexOf(suggestedMemoryMb(peakMb));
  return [...new Set([...SIZES_MB.slice(Math.max(0, first - 1), first + 3), sizeMb])].sort((one, other) => one - other);
}
