// Digits with their unit, which is smaller and quieter.
import type { Measure as MeasureParts } from '../format/duration.ts';
import styles from './measure.module.css';

export function Measure({ digits, unit }: MeasureParts) {
  return (
    <>
      {digits}
      {unit !== '' && <span className={unit === '%' ? styles.percent : styles.unit}>{unit}</span>}
    </>
  );
}

/** Not measured. */
export function NoMeasure() {
  return <span className={styles.none}>–</span>;
}
