// Tabs of a view: the current one is part of the address, so each is a button that changes it. What it shows is a TabPanel.
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';
import { tabId, tabPanelId } from './tab-panel.tsx';
import styles from './tabs.module.css';

export interface Tab<T extends string> {
  readonly value: T;
  readonly label: string;
  /** A count, quieter. */
  readonly count?: string | undefined;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly Tab<T>[];
  readonly onChange: (value: T) => void;
  readonly side?: ReactNode;
  /** A hairline under all of them, where no panel begins there. */
  readonly isRuled?: boolean;
}

export function Tabs<T extends string>({ label, value, tabs, onChange, side, isRuled = false }: TabsProps<T>) {
  return (
    <div className={classNames(styles.tabs, isRuled && styles.ruled)}>
      <div role="tablist" aria-label={label} className={styles.list}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            id={tabId(label, tab.value)}
            aria-selected={tab.value === value}
            aria-controls={tab.value === value ? tabPanelId(label) : undefined}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (step === 0) return;
              const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
              onChange(next.value);
              const sibling = event.currentTarget.parentElement?.children[tabs.indexOf(next)];
              if (sibling instanceof HTMLElement) sibling.focus();
            }}
          >
            {tab.label} {tab.count !== undefined && <span className={styles.count}>{tab.count}</span>}
          </button>
        ))}
      </div>
      <span className={styles.side}>{side}</span>
    </div>
  );
}
