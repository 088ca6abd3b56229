// Which view an address opens, before there is a router. Pure.
import { parseSearch, textMembers } from '../page-address.ts';
import { VIEW_PAGES, type ViewName } from './view-names.ts';

export interface OpenedView {
  readonly view: ViewName;
  /** What stands behind the view in the path: a trace's id, a function's name. */
  readonly name: string;
  readonly search: Readonly<Record<string, string | undefined>>;
}

const VIEWS = new Map((Object.entries(VIEW_PAGES) as [ViewName, string][]).map(([view, page]) => [page, view]));
/** Views of one thing, which has to be named. */
const OF_ONE: ReadonlySet<ViewName> = new Set(['function', 'trace']);

/** Null for the address of no view. */
export function openedView({ pathname, search }: Pick<Location, 'pathname' | 'search'>): OpenedView | null {
  const [, page = '', name = ''] = pathname.split('/');
  const view = VIEWS.get(page);
  if (view === undefined || (name === '' && OF_ONE.has(view))) return null;
  const members = parseSearch(search);
  return { view, name: decoded(name), search: textMembers(members, Object.keys(members)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
