// What the current one of some tabs shows, named by it for a reader.
import type { ReactNode } from 'react';

interface TabPanelProps {
  /** The label of the tabs. */
  readonly of: string;
  readonly value: string;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

export function TabPanel({ of, value, className, children }: TabPanelProps) {
  return (
    <div role="tabpanel" id={tabPanelId(of)} aria-labelledby={tabId(of, value)} className={className}>
      {children}
    </div>
  );
}

/** A label is once on a page. */
export function tabPanelId(label: string): string {
  return `${label.replaceAll(' ', '-').toLowerCase()}-panel`;
}

export function tabId(label: string, value: string): string {
  return `${label.replaceAll(' ', '-').toLowerCase()}-tab-${value}`;
}
