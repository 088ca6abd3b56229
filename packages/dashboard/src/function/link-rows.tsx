// Rows of a small panel, each a link: a name that takes what is left, then numbers and shapes in columns.
import { Children, type CSSProperties, type ReactNode } from 'react';
import styles from './link-rows.module.css';

interface LinkRowsProps {
  /** As grid-template-columns has them. */
  readonly columns: string;
  /** Said where there is no row. */
  readonly none: string;
  /** Each an `li` with a link. */
  readonly children: ReactNode;
}

export function LinkRows({ columns, none, children }: LinkRowsProps) {
  if (Children.count(children) === 0) return <p className={styles.none}>{none}</p>;
  return (
    <ul className={styles.list} style={{ '--columns': columns } as CSSProperties}>
      {children}
    </ul>
  );
}
