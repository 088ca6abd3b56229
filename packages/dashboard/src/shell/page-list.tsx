// The pages: their order, names and keys, for the top bar, the tab bar, the palette and the keys.
import { ChartLine, CircleAlert, Code, HeartPulse, LayoutDashboard, LayoutGrid, Tag } from 'lucide-react';
import type { ReactNode } from 'react';
import { visibleText } from '../format/visible-text.ts';
import type { KeyName } from '../keys/key-table.ts';
import { shortId } from '../ui/trace-link.tsx';

export interface PageEntry {
  readonly to: '/' | '/explore' | '/errors/{-$group}' | '/boards/{-$id}' | '/sql' | '/fields/{-$key}' | '/health';
  /** What its addresses begin with. */
  readonly path: string;
  readonly title: string;
  readonly hint: KeyName;
  readonly icon: ReactNode;
}

export const PAGES: readonly PageEntry[] = [
  { to: '/', path: '/', title: 'Overview', hint: 'goOverview', icon: <LayoutGrid size={18} /> },
  { to: '/explore', path: '/explore', title: 'Explore', hint: 'goExplore', icon: <ChartLine size={18} /> },
  { to: '/errors/{-$group}', path: '/errors', title: 'Errors', hint: 'goErrors', icon: <CircleAlert size={18} /> },
  { to: '/boards/{-$id}', path: '/boards', title: 'Boards', hint: 'goBoards', icon: <LayoutDashboard size={18} /> },
  { to: '/sql', path: '/sql', title: 'SQL', hint: 'goSql', icon: <Code size={18} /> },
  { to: '/fields/{-$key}', path: '/fields', title: 'Fields', hint: 'goFields', icon: <Tag size={18} /> },
  { to: '/health', path: '/health', title: 'Health', hint: 'goHealth', icon: <HeartPulse size={18} /> },
];

/** Not what is open in it: the router would keep the board, the group, the field of now. */
export const WITHOUT_OPENED = { id: undefined, group: undefined, key: undefined };

/** A trace belongs to Explore, a function to Overview. */
export function currentPage(pathname: string): PageEntry {
  if (pathname.startsWith('/trace/')) return PAGES[1];
  return PAGES.find(({ path }) => path !== '/' && pathname.startsWith(path)) ?? PAGES[0];
}

/** What the browser's tab and history say: which trace, which function, which field. */
export function windowTitle(pathname: string): string {
  const [, first = '', second = ''] = pathname.split('/');
  const page = PAGES.find(({ path }) => path === `/${first}`);
  const opened = visibleText(decoded(second));
  if (first === 'trace' && opened !== '') return `Trace ${shortId(opened)}`;
  if (first === 'functions' && opened !== '') return opened;
  if (first === 'fields' && opened !== '') return `${opened} · Fields`;
  return page?.title ?? 'Nothing is here';
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
