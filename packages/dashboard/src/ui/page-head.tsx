// A page's head: its title, what belongs to it, and at the right what can be done.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './page.module.css';

export interface PageHeadProps {
  readonly title: string;
  /** The way here, before the title. */
  readonly path?: ReactNode;
  /** Behind the title: its state, facts. */
  readonly beside?: ReactNode;
  /** On a phone the top bar says the page's name: there only the actions stay, or nothing. The title stays for screen readers. */
  readonly onPhone?: 'actions' | 'hidden';
  /** Actions. */
  readonly children?: ReactNode;
}

export function PageHead({ title, path, beside, onPhone, children }: PageHeadProps) {
  return (
    <header className={classNames(styles.head, onPhone !== undefined && styles[onPhone])}>
      {path}
      <h1>{title}</h1>
      {beside}
      <span className={styles.grow} />
      {children}
    </header>
  );
}
