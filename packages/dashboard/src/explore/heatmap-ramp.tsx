// Few to many: the colours of a heatmap's cells, with the lowest and the highest count.
import type { NamedTone } from '../charts/chart-image.ts';
import type { RampEnds } from '../charts/heatmap-chart.tsx';
import { aboutText } from '../format/attribute-value.ts';
import { countText } from '../format/count.ts';
import styles from './heatmap-ramp.module.css';

/** @param ends of the cells as they are drawn; null until they are */
interface HeatmapRampProps {
  readonly ends: RampEnds | null;
  /** Its counts are estimates. */
  readonly isAbout: boolean;
}

export function HeatmapRamp({ ends, isAbout }: HeatmapRampProps) {
  return (
    <span className={styles.ramp} style={ends === null ? { visibility: 'hidden' } : undefined}>
      {aboutText(countText(ends?.fewest ?? 1), isAbout)}
      <i /> {aboutText(countText(ends?.most ?? 1), isAbout)} spans a cell
    </span>
  );
}

/** The same where colours have names: of a picture. */
export function rampTones(ends: RampEnds | null): readonly NamedTone[] {
  if (ends === null) return [];
  return [
    { tone: 'heat-1', label: `${countText(ends.fewest)} ${ends.fewest === 1 ? 'span' : 'spans'} a cell` },
    { tone: 'heat-6', label: `${countText(ends.most)} spans` },
  ];
}
