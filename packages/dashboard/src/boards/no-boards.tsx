// Nothing is saved: where to begin.
import { Link } from '@tanstack/react-router';
import { buttonLook } from '../ui/button.tsx';
import { Empty } from '../ui/panel-state.tsx';

export function NoBoards() {
  return (
    <Empty
      title="No boards"
      minHeight={400}
      action={
        <Link to="/explore" className={buttonLook}>
          Open Explore
        </Link>
      }
    >
      Save a query in Explore, then put it on a board.
    </Empty>
  );
}
