// The top bar: logo, pages, search, range of time, live, help. Everywhere the same.
import { Link, useRouterState } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect } from 'react';
import { useIsServerAway } from '../api/own-presence.ts';
import { clockText } from '../format/moment.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useSettings } from '../settings.ts';
import { useRangeClock } from '../time/range-clock.tsx';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { KeyHint, keyTitle } from '../ui/key-hint.tsx';
import { HelpMenu } from './help-menu.tsx';
import { Logo } from './logo.tsx';
import { currentPage, PAGES, WITHOUT_OPENED } from './page-list.tsx';
import { TimeControl } from './time-control.tsx';
import styles from './top-bar.module.css';
import { useLive } from './use-live.ts';

interface TopBarProps {
  readonly onSearch: () => void;
  readonly onKeys: () => void;
}

export function TopBar({ onSearch, onKeys }: TopBarProps) {
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const current = currentPage(pathname);
  return (
    <header className={styles.bar}>
      <Link to="/" className={styles.brand} aria-label="Tracelake, overview">
        <Logo />
        <b>Tracelake</b>
      </Link>
      <nav className={styles.pages} aria-label="Pages">
        {PAGES.map((page) => (
          <Link
            key={page.to}
            to={page.to}
            params={WITHOUT_OPENED}
            title={keyTitle(page.title, page.hint)}
            className={classNames(page === current && styles.current)}
            aria-current={page === current ? 'page' : undefined}
          >
            {page.title}
          </Link>
        ))}
      </nav>
      <b className={styles.title}>{pathname.startsWith('/trace/') ? 'Trace' : current.title}</b>
      <span className={styles.grow} />
      <button type="button" className={styles.search} onClick={onSearch}>
        <Search size={14} aria-hidden="true" />
        <span>
          Search<i> or jump to</i>
        </span>
        <KeyHint name="palette" />
      </button>
      <IconButton
        label="Search or jump to"
        icon={<Search size={16} />}
        className={styles.phoneSearch}
        onClick={onSearch}
      />
      <TimeControl />
      <LiveButton />
      <HelpMenu onKeys={onKeys} />
    </header>
  );
}

/** Spans arrive at once only where this very server takes them; else it says how old the answers are. */
function LiveButton() {
  const { isLive, canMove, isLocal, isKnown, toggle } = useLive();
  const { setLive, nowMs } = useRangeClock();
  const { zone } = useSettings();
  const isAway = useIsServerAway();
  useEffect(() => setLive(isLocal), [isLocal, setLive]);
  useKeys({ live: toggle });
  return (
    <>
      <button
        type="button"
        className={classNames(styles.live, isAway ? styles.isAway : isLive && styles.isLive)}
        aria-pressed={canMove ? isLive : undefined}
        title={
          isAway
            ? `The server does not answer. What stands here is from ${clockText(nowMs, zone)}; the page goes on by itself once it does`
            : keyTitle(canMove ? 'Live' : 'Ask again', 'live')
        }
        onClick={toggle}
      >
        <i aria-hidden="true" />
        {isAway
          ? 'Not answering'
          : isLive || canMove || !isKnown
            ? 'Live'
            : `updated ${clockText(nowMs, zone, 'minutes')}`}
      </button>
      <span role="status" className="hidden-text">
        {isAway && 'Not answering: what stands here is from before'}
      </span>
    </>
  );
}
