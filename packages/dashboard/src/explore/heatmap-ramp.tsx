// Few to many: the colours of a heatmap's cells, with the lowest and the highest count.
import type { Heatmap } from '../charts/heatmap-grid.ts';
import { countText } from '../format/count.ts';
import styles from './heatmap-ramp.module.css';

export function HeatmapRamp({ heatmap: { counts } }: { readonly heatmap: Heatmap }) {
  const most = counts.reduce((largest, [, , spans]) => Math.max(largest, spans), 0);
  return (
    <span className={styles.ramp}>
      1<i /> {countText(most)} spans a cell
    </span>
  );
}
