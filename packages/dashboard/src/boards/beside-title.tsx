// What an answer puts into its panel's head: a quiet note after the title, a legend at the right.
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import styles from './beside-title.module.css';

interface BesideTitleProps {
  /** Null until the head is drawn. */
  readonly slot: HTMLElement | null;
  readonly note: string;
  readonly children?: ReactNode;
}

export function BesideTitle({ slot, note, children }: BesideTitleProps) {
  if (slot === null) return null;
  return createPortal(
    <span className={styles.beside}>
      <small title={note}>{note}</small>
      {children}
    </span>,
    slot,
  );
}
