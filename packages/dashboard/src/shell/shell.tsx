// What stands round every view: top bar, tab bar on a phone, and what any page can open (search, keys, token).
import { CatchBoundary, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { askedQueries } from '../api/asked-queries.ts';
import { useEarlyLetters } from '../keys/early-letters.ts';
import type { KeyName } from '../keys/key-table.ts';
import { type KeyActions, useKeys } from '../keys/use-keys.ts';
import { RangeClockProvider } from '../time/range-clock.tsx';
import { LateExtra } from '../ui/late-extra.tsx';
import { showFailure, Toasts } from '../ui/toasts.tsx';
import { PAGES, WITHOUT_OPENED, windowTitle } from './page-list.tsx';
import styles from './shell.module.css';
import { TabBar } from './tab-bar.tsx';
import { TopBar } from './top-bar.tsx';
import { useFilterSteps } from './use-filter-steps.ts';
import { useKeptFocus } from './use-kept-focus.ts';
import { useTokenNeed } from './use-token-need.ts';

// What only a key opens comes once the page is drawn: who types at once after ⌘K loses no letter.
const palette = () => import('./command-palette.tsx');
const CommandPalette = lazy(async () => ({ default: (await palette()).CommandPalette }));
const KeysDialog = lazy(async () => ({ default: (await import('./keys-dialog.tsx')).KeysDialog }));
const TokenDialog = lazy(async () => ({ default: (await import('./token-dialog.tsx')).TokenDialog }));
const LATER_CODE = [palette];

type OpenDialog = 'palette' | 'keys' | null;

export function Shell() {
  const [open, setOpen] = useState<OpenDialog>(null);
  const early = useEarlyLetters();
  const token = useTokenNeed();
  const navigate = useNavigate();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const title = windowTitle(pathname);
  useEffect(() => {
    document.title = `${title} · Tracelake`;
  }, [title]);
  const view = useRef<HTMLElement>(null);
  useKeptFocus(view, title);

  useEffect(() => askedQueries.loadLater(LATER_CODE), []);

  const search = (): void => {
    if (open !== 'palette') {
      early.start();
      palette().catch(early.stop);
    }
    setOpen('palette');
  };
  // It may be left before it has come.
  useEffect(() => {
    if (open !== 'palette') early.stop();
  }, [open, early]);

  const jumps = Object.fromEntries(
    PAGES.map(({ to, hint }) => [hint, () => void navigate({ to, params: WITHOUT_OPENED })]),
  ) as Partial<Record<KeyName, () => void>>;
  const actions: KeyActions = {
    ...jumps,
    ...useFilterSteps(),
    palette: search,
    help: () => setOpen('keys'),
    filter: () => focusFilter(),
    // Arrows scroll until a row has the focus.
    next: ({ key }) => key !== 'ArrowDown' && focusTable(),
  };
  useKeys(actions);
  const notLoaded = (): void => {
    setOpen(null);
    showFailure('Not loaded: the server stopped, or it is a newer one');
  };

  return (
    <RangeClockProvider>
      <a className={styles.skip} href="#view">
        Skip to the view
      </a>
      <TopBar onSearch={search} onKeys={() => setOpen('keys')} />
      <main id="view" ref={view} className={styles.view} tabIndex={-1}>
        <Outlet />
      </main>
      <TabBar />
      {/* Outside of the view there is no room to say it. */}
      <CatchBoundary getResetKey={() => open} errorComponent={() => null} onCatch={notLoaded}>
        <Suspense>
          {open === 'palette' && (
            <CommandPalette isOpen early={early} onClose={() => setOpen(null)} onKeys={() => setOpen('keys')} />
          )}
          {open === 'keys' && <KeysDialog isOpen onClose={() => setOpen(null)} />}
        </Suspense>
      </CatchBoundary>
      <LateExtra>{token.isNeeded && <TokenDialog onClose={token.leave} />}</LateExtra>
      <Toasts />
    </RangeClockProvider>
  );
}

/** The row of the first table that the tab key would reach. */
function focusTable(): boolean {
  const row = document.querySelector<HTMLElement>('main tr[data-index][tabindex="0"]');
  row?.focus();
  return row !== null;
}

/** The view's own filter is marked by its key. */
function focusFilter(): boolean {
  const field = document.querySelector<HTMLInputElement>('[data-page-filter]');
  field?.focus();
  return field !== null;
}
