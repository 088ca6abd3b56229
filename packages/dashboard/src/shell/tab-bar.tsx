// The pages on a phone: four, and the others behind More.
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { classNames } from '../ui/class-names.ts';
import { Menu } from '../ui/menu.tsx';
import { currentPage, PAGES, WITHOUT_OPENED } from './page-list.tsx';
import styles from './tab-bar.module.css';

const SHOWN = PAGES.filter(({ path }) => ['/', '/explore', '/errors', '/sql'].includes(path));
const MORE = PAGES.filter((page) => !SHOWN.includes(page));

export function TabBar() {
  const navigate = useNavigate();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const current = currentPage(pathname);
  return (
    <nav className={styles.tabs} aria-label="Pages, bottom">
      {SHOWN.map((page) => (
        <Link
          key={page.to}
          to={page.to}
          params={WITHOUT_OPENED}
          className={classNames(styles.tab, page === current && styles.current)}
          aria-current={page === current ? 'page' : undefined}
        >
          {page.icon}
          {page.title}
        </Link>
      ))}
      <Menu
        label="More pages"
        align="end"
        trigger={
          <button type="button" className={classNames(styles.tab, MORE.includes(current) && styles.current)}>
            <Ellipsis size={18} />
            More
          </button>
        }
        groups={[
          MORE.map(({ to, title }) => ({
            label: title,
            onSelect: () => void navigate({ to, params: WITHOUT_OPENED }),
          })),
        ]}
      />
    </nav>
  );
}
