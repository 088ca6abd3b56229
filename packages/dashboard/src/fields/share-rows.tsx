// Names with a bar of their size against the largest; a press opens what is meant.
import { visibleText } from '../format/visible-text.ts';
import { Meter } from '../ui/meter.tsx';
import styles from './share-rows.module.css';

interface ShareRow {
  readonly name: string;
  readonly size: number;
  /** Its size as people read it. */
  readonly text: string;
  readonly onOpen: () => void;
}

const BAR_PX = 96;

export function ShareRows({ rows }: { readonly rows: readonly ShareRow[] }) {
  const most = Math.max(1, ...rows.map(({ size }) => size));
  if (rows.length === 0) return <p className={styles.none}>None in this range of time.</p>;
  return (
    <ul className={styles.rows}>
      {rows.map(({ name, size, text, onOpen }) => (
        <li key={name}>
          <button type="button" onClick={onOpen} title={visibleText(`${name}: open in Explore`)}>
            {visibleText(name)}
          </button>
          <Meter share={size / most} width={BAR_PX} />
          <b>{text}</b>
        </li>
      ))}
    </ul>
  );
}
