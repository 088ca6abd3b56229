// The first board: all saved questions of the lake side by side, newest first, one range of time for all.
import { useQuery } from '@tanstack/react-query';
import { savedOf } from '../api/api-queries.ts';
import { countText } from '../format/count.ts';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { ALL_SAVED_NAME } from './all-saved.ts';
import { BoardPath } from './board-path.tsx';
import { NoBoards } from './no-boards.tsx';
import styles from './saved-board.module.css';
import { SavedPanel } from './saved-panel.tsx';

export function SavedBoard() {
  const query = useQuery(savedOf('query'));
  const count = query.data?.saved.length ?? 0;
  return (
    <Page>
      <PageHead
        title={ALL_SAVED_NAME}
        path={<BoardPath />}
        beside={count > 0 && <small>{countText(count)} saved</small>}
      />
      <Answer query={query} minHeight={400}>
        {({ saved }) =>
          saved.length === 0 ? (
            <NoBoards />
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
