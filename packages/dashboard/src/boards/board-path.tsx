// The way back to the list, before a board's name.
import { Link } from '@tanstack/react-router';
import styles from './board-path.module.css';

export function BoardPath() {
  return (
    <span className={styles.path}>
      <Link to="/boards/{-$id}" params={{ id: undefined }}>
        Boards
      </Link>
      <i aria-hidden="true">/</i>
    </span>
  );
}
