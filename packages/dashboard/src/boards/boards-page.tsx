// Boards: saved queries side by side. Until the lake keeps saved queries there is none to show.
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/panel-state.tsx';
import styles from './boards-page.module.css';

export function BoardsPage() {
  return (
    <section aria-label="Boards">
      <h1 className="hidden-text">Boards</h1>
      <Empty
        title="No boards"
        minHeight={400}
        action={
          <Link to="/explore" className={styles.open}>
            Open Explore
          </Link>
        }
      >
        This lake keeps no saved queries yet. A link to a question in Explore holds all of it.
      </Empty>
    </section>
  );
}
