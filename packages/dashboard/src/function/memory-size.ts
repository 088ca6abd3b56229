// Which memory size would do: the smallest of Lambda's usual sizes with a fifth to spare over the peak. Pure.

const SIZES_MB = [
  128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 1792, 2048, 2560, 3008, 4096, 6144, 8192, 10_240,
];
const SPARE_SHARE = 1.2;

export function suggestedMemoryMb(peakMb: number): number {
  return SIZES_MB.find((size) => size >= peakMb * SPARE_SHARE) ?? SIZES_MB[SIZES_MB.length - 1];
}
