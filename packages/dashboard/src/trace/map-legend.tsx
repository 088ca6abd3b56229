// What the lines and boxes of a map mean: only of what is on it.

import styles from './map-legend.module.css';
import type { MapCall, ServiceMap } from './service-map.ts';

export function MapLegend({ map, isPath }: { readonly map: ServiceMap; readonly isPath: boolean }) {
  const has = (fits: (call: MapCall) => boolean): boolean => map.calls.some(fits);
  return (
    <ul className={styles.legend} aria-label="What lines and boxes mean">
      {isPath && has((call) => call.isPath) && <Line name="critical path" kind="path" />}
      {has(({ errors }) => errors > 0) && <Line name="failed calls" kind="failed" />}
      {has(({ isAsync }) => isAsync) && <Line name="async" kind="async" />}
      {map.nodes.some(({ share }) => share > 0) && <Line name="share of the trace's time" kind="share" />}
      {map.nodes.some(({ isTraced }) => !isTraced) && <li>dashed box: not traced itself</li>}
    </ul>
  );
}

interface LineProps {
  readonly name: string;
  readonly kind: 'path' | 'failed' | 'async' | 'share';
}

function Line({ name, kind }: LineProps) {
  return (
    <li>
      <svg width="24" height="4" aria-hidden="true" className={styles[kind]}>
        <path d="M0 2H24" />
      </svg>
      {name}
    </li>
  );
}
