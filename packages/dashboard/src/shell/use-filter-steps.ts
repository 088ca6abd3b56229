// Undo and redo of what a page's list is narrowed by, as the address says it. Explore has steps of its own.
import { useNavigate, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { KeyAction, KeyActions } from '../keys/use-keys.ts';
import { parseSearch, searchText } from '../page-address.ts';

interface Steps {
  readonly page: string;
  readonly now: string;
  readonly past: readonly string[];
  readonly future: readonly string[];
}

/** Overview, Errors, Fields. */
const FILTERED_PAGES: readonly string[] = ['', 'errors', 'fields'];

export function useFilterSteps(): Pick<KeyActions, 'undo' | 'redo'> {
  const navigate = useNavigate();
  // What is opened beside a list stands behind the page in the path.
  const page = useRouterState({ select: ({ location }) => location.pathname.split('/')[1] });
  const now = useRouterState({ select: ({ location }) => filterText(location.search) });
  const steps = useRef<Steps>({ page, now, past: [], future: [] });
  useEffect(() => {
    const { current } = steps;
    if (current.page !== page) steps.current = { page, now, past: [], future: [] };
    else if (current.now !== now) steps.current = stepped(current, now);
  }, [page, now]);

  const move =
    (from: 'past' | 'future', to: 'past' | 'future'): KeyAction =>
    ({ target }) => {
      const { current } = steps;
      const next = current[from].at(-1);
      // A field has its own undo.
      if (next === undefined || !FILTERED_PAGES.includes(page) || target instanceof HTMLInputElement) return false;
      steps.current = {
        ...current,
        now: next,
        [from]: current[from].slice(0, -1),
        [to]: [...current[to], current.now],
      };
      // The environment is kept from page to page unless it is said to be none.
      const search = ({ start, end }: Record<string, unknown>) => ({
        env: undefined,
        ...parseSearch(next),
        start,
        end,
      });
      void navigate({ to: '.', search, resetScroll: false } as Parameters<typeof navigate>[0]);
      return true;
    };
  return { undo: move('past', 'future'), redo: move('future', 'past') };
}

/** A word that is typed is one step, whatever its letters. */
function stepped({ page, now, past }: Steps, next: string): Steps {
  const last = past.at(-1);
  const isTypedOn = last !== undefined && [now, next].every((text) => withoutFind(text) === withoutFind(last));
  return { page, now: next, past: isTypedOn ? past : [...past, now], future: [] };
}

function withoutFind(text: string): string {
  return searchText({ ...parseSearch(text), find: undefined });
}

/** The range of time has keys of its own. */
function filterText(search: Record<string, unknown>): string {
  return searchText({ ...search, start: undefined, end: undefined });
}
