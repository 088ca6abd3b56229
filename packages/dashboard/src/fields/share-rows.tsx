// Values with a bar of their size against the largest; a press opens what is meant, beside it is the menu of all that can be done.
import { Ellipsis } from 'lucide-react';
import { visibleText } from '../format/visible-text.ts';
import { Meter } from '../ui/meter.tsx';
import { pressVerb, ValueDoor } from '../ui/value-door.tsx';
import type { ValueKeys } from '../ui/value-keys.ts';
import styles from './share-rows.module.css';

interface ShareRow {
  readonly name: string;
  readonly size: number;
  /** Its size as people read it. */
  readonly text: string;
  readonly onOpen: () => void;
  readonly verbs: ValueKeys;
}

const BAR_PX = 96;

export function ShareRows({ rows }: { readonly rows: readonly ShareRow[] }) {
  const most = Math.max(1, ...rows.map(({ size }) => size));
  if (rows.length === 0) return <p className={styles.none}>None in this range of time.</p>;
  return (
    <ul className={styles.rows}>
      {rows.map(({ name, size, text, onOpen, verbs }) => (
        <li key={name}>
          <button
            type="button"
            className={styles.name}
            onClick={onOpen}
            onKeyDown={(event) => pressVerb(event, verbs)}
            title={visibleText(`${name}: open in Explore`)}
          >
            {visibleText(name)}
          </button>
          <ValueDoor verbs={verbs} className={styles.more} label={`What can be done with ${visibleText(name)}`}>
            <Ellipsis size={14} />
          </ValueDoor>
          <Meter share={size / most} width={BAR_PX} />
          <b>{text}</b>
        </li>
      ))}
    </ul>
  );
}
