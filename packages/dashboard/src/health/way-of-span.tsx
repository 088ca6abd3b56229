// The way of a span from the door to the lake, part by part, each with what is wrong there.
import { Check, Minus, TriangleAlert } from 'lucide-react';
import { Panel } from '../ui/panel.tsx';
import type { WayPart } from './lake-state.ts';
import styles from './way-of-span.module.css';

export function WayOfSpan({ parts }: { readonly parts: readonly WayPart[] }) {
  return (
    <Panel title="The way of a span">
      <ol className={styles.way}>
        {parts.map(({ name, isWell, first, second }) => (
          <li key={name}>
            <h3>
              {isWell === null ? (
                <Minus size={14} className={styles.none} aria-label="nothing to be well" />
              ) : isWell ? (
                <Check size={14} className={styles.well} aria-label="well" />
              ) : (
                <TriangleAlert size={14} className={styles.wrong} aria-label="to look at" />
              )}
              {name}
            </h3>
            <p>{first}</p>
            <p className={styles.second}>{second}</p>
          </li>
        ))}
      </ol>
    </Panel>
  );
}
