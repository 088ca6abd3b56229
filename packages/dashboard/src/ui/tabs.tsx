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
              const at = nextTab(event.key, tabs.indexOf(tab), tabs.length);
              if (at === null) return;
              // Neither a step in the view behind nor the page's scrolling.
              event.preventDefault();
              onChange(tabs[at].value);
              const sibling = event.currentTarget.parentElement?.children[at];
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

/** Round the ends; null for a key that moves nothing. */
function nextTab(key: string, at: number, count: number): number | null {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return null;
  }
}
