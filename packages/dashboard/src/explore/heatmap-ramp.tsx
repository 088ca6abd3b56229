// Few to many: the colours of a heatmap's cells, with the lowest and the highest count.
import type { NamedTone } from '../charts/chart-image.ts';
import type { Heatmap } from '../charts/heatmap-grid.ts';
import { countText } from '../format/count.ts';
import styles from './heatmap-ramp.module.css';

export function HeatmapRamp({ heatmap }: { readonly heatmap: Heatmap }) {
  return (
    <span className={styles.ramp}>
      1<i /> {countText(mostSpans(heatmap))} spans a cell
    </span>
  );
}

/** The same where colours have names: of a picture. */
export function rampEnds(heatmap: Heatmap): readonly NamedTone[] {
  return [
    { tone: 'heat-1', label: '1 span a cell' },
    { tone: 'heat-6', label: `${countText(mostSpans(heatmap))} spans` },
  ];
}

function mostSpans({ counts }: Heatmap): number {
  return counts.reduce((largest, [, , spans]) => Math.max(largest, spans), 0);
}
