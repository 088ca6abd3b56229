// What is picked in a list, beside it: a head, and parts with a line between them. It stays in sight while the list scrolls.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import panel from './panel.module.css';
import { Sheet } from './sheet.tsx';
import styles from './side-panel.module.css';

interface SidePanelProps {
  readonly label: string;
  /** What is picked, and the buttons beside its name. */
  readonly title: ReactNode;
  /** One line on it. */
  readonly about: ReactNode;
  readonly actions: ReactNode;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function SidePanel({ label, title, about, actions, onClose, children }: SidePanelProps) {
  return (
    <Sheet label={label} className={classNames(panel.panel, styles.panel)} onClose={onClose}>
      <header className={styles.head}>
        <div className={styles.title}>{title}</div>
        <p>{about}</p>
        <div className={styles.actions}>{actions}</div>
      </header>
      {children}
    </Sheet>
  );
}

interface SidePartProps {
  readonly title?: ReactNode;
  /** Right of the title. */
  readonly side?: ReactNode;
  readonly children: ReactNode;
}

export function SidePart({ title, side, children }: SidePartProps) {
  return (
    <section className={styles.part}>
      {title !== undefined && (
        <h3>
          {title}
          {side !== undefined && <span className={styles.side}>{side}</span>}
        </h3>
      )}
      {children}
    </section>
  );
}
