// Charts of Health stand side by side: one height.
export const CHART_PX = 168;
