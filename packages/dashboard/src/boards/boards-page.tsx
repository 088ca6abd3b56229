// Boards: what is looked at every day. All saved questions of the lake side by side, one range of time for all.
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { savedQueries } from '../api/api-queries.ts';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import styles from './boards-page.module.css';
import { SavedPanel } from './saved-panel.tsx';

export function BoardsPage() {
  const query = useQuery(savedQueries());
  return (
    <Page>
      <PageHead title="Boards" />
      <Answer query={query} minHeight={400}>
        {({ saved }) =>
          saved.length === 0 ? (
            <Empty
              title="No boards"
              minHeight={400}
              action={
                <Link to="/explore" className={styles.open}>
                  Open Explore
                </Link>
              }
            >
              Save a query in Explore or SQL, then it stands here.
            </Empty>
          ) : (
            <div className={styles.grid}>
              {saved.map((one) => (
                <SavedPanel key={one.id} saved={one} />
              ))}
            </div>
          )
        }
      </Answer>
    </Page>
  );
}
