// A panel: one edge; a head with title, quiet note, what can be done, and what the answer cost.
import type { ReactNode, Ref } from 'react';
import { visiblePart } from '../format/visible-text.ts';
import { classNames } from './class-names.ts';
import styles from './panel.module.css';

interface PanelProps {
  readonly title?: ReactNode;
  readonly note?: ReactNode;
  /** As quiet, at the right edge: of how much. */
  readonly meta?: ReactNode;
  /** Right of the title: legend, segments, cost. */
  readonly side?: ReactNode;
  /** The room between title and side, for what an answer has to say there. */
  readonly besideRef?: Ref<HTMLSpanElement>;
  readonly children: ReactNode;
  readonly className?: string;
  readonly label?: string;
  /** A part inside a panel: without an edge of its own. */
  readonly bare?: boolean;
}

export function Panel({ title, note, meta, side, besideRef, children, className, label, bare = false }: PanelProps) {
  return (
    <section
      className={classNames(bare ? styles.bare : styles.panel, className)}
      aria-label={label ?? (typeof title === 'string' ? title : undefined)}
    >
      {title !== undefined && (
        <header className={styles.head}>
          <h2>{visiblePart(title)}</h2>
          {note !== undefined && <span className={styles.note}>{visiblePart(note)}</span>}
          <span ref={besideRef} className={styles.grow} />
          {meta !== undefined && <span className={styles.note}>{visiblePart(meta)}</span>}
          {side}
        </header>
      )}
      {children}
    </section>
  );
}
