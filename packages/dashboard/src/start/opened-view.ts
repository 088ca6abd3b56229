// Which view an address opens, before there is a router. Pure.
import { parseSearch, textMembers } from '../page-address.ts';
import { type ViewName, viewCode } from './view-code.ts';

export interface OpenedView {
  readonly view: ViewName;
  /** What stands behind the view in the path: a trace's id, a function's name. */
  readonly name: string;
  readonly search: Readonly<Record<string, string | undefined>>;
}

/** Null for the address of no view. */
export function openedView({ pathname, search }: Pick<Location, 'pathname' | 'search'>): OpenedView | null {
  const [, page = '', name = ''] = pathname.split('/');
  const view = page === '' ? 'overview' : page === 'functions' ? 'function' : page;
  if (!Object.hasOwn(viewCode, view)) return null;
  const members = parseSearch(search);
  return { view: view as ViewName, name: decoded(name), search: textMembers(members, Object.keys(members)) };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
