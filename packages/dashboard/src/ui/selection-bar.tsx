// How many rows of a table are selected, and which keys take them all.
import { KEY_TABLE, type KeyName } from '../keys/key-table.ts';
import { KeyCap, spokenKey } from './key-hint.tsx';
import styles from './selection-bar.module.css';

interface SelectionBarProps {
  readonly count: number;
  readonly keys: readonly KeyName[];
}

const WORDS: Partial<Record<KeyName, string>> = {
  where: 'where',
  exclude: 'exclude',
  groupBy: 'group by',
  traces: 'traces',
  copy: 'copy',
  close: 'clear',
};

/** There before anything is selected: what comes into it is read aloud. */
export function SelectionBar({ count, keys }: SelectionBarProps) {
  return (
    <p role="status" className={styles.bar}>
      {count > 0 && (
        <>
          <b>{count} selected</b>
          {[...keys, 'close' as const].map((name) => (
            <span key={name}>
              <KeyCap keys={KEY_TABLE[name].keys[0]} />
              <span className="hidden-text">{spokenKey(KEY_TABLE[name].keys[0])}</span> {WORDS[name]}
            </span>
          ))}
        </>
      )}
    </p>
  );
}
