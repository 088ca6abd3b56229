// Room round a heatmap's cells for its axes, in pixels.
export const HEATMAP_EDGES = { left: 58, right: 14, top: 26, bottom: 26 } as const;
