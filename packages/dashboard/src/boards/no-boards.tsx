// Nothing is saved: where to begin.
import { Link } from '@tanstack/react-router';
import { Empty } from '../ui/panel-state.tsx';
import styles from './no-boards.module.css';

export function NoBoards() {
  return (
    <Empty
      title="No boards"
      minHeight={400}
      action={
        <Link to="/explore" className={styles.open}>
          Open Explore
        </Link>
      }
    >
      Save a query in Explore, then put it on a board.
    </Empty>
  );
}
