// A board of one's own: saved questions in a grid of twelve columns. Arranging is a draft, kept with Done, thrown away with Cancel.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { savedOf } from '../api/api-queries.ts';
import type { Saved } from '../api/api-types.ts';
import { ENVIRONMENT } from '../facets/facet.ts';
import { FacetRow } from '../facets/facet-row.tsx';
import { countText } from '../format/count.ts';
import { ageText } from '../format/moment.ts';
import { useKeys } from '../keys/use-keys.ts';
import { useSettings } from '../settings.ts';
import { ShareButton } from '../shell/share-button.tsx';
import { Button } from '../ui/button.tsx';
import { keyTitle } from '../ui/key-hint.tsx';
import { Moment } from '../ui/moment.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Answer, Empty } from '../ui/panel-state.tsx';
import { TextField } from '../ui/text-field.tsx';
import { AddPanel } from './add-panel.tsx';
import { isOutdated, useBoardWrites } from './board-documents.ts';
import { useBoardDraft } from './board-draft.ts';
import { addPanel, type BoardPanel, changePanel, inReadingOrder } from './board-grid.ts';
import { BoardPanels } from './board-panels.tsx';
import { BoardPath } from './board-path.tsx';
import styles from './own-board.module.css';
import { RemoveBoard } from './remove-board.tsx';

const BOARD_FACETS = [ENVIRONMENT];

export function OwnBoard({ id }: { readonly id: string }) {
  const query = useQuery(savedOf('board'));
  const board = query.data?.saved.find((one) => one.id === id);
  if (board !== undefined) return <Arranged board={board} />;
  return (
    <Page>
      <PageHead title="Board" path={<BoardPath />} />
      <Answer query={query} minHeight={400}>
        {() => (
          <Empty title="No such board" minHeight={400}>
            It was removed, or it is in another lake.
          </Empty>
        )}
      </Answer>
    </Page>
  );
}

function Arranged({ board }: { readonly board: Saved }) {
  const { id, version } = board;
  const [draft, setDraft] = useBoardDraft(id);
  const latest = useRef(draft);
  latest.current = draft;
  const navigate = useNavigate();
  const { zone } = useSettings();
  const { keep, remove } = useBoardWrites();
  const name = draft?.name ?? board.name;
  const panels = draft?.panels ?? inReadingOrder(board.panels ?? []);
  const begin = (): void => setDraft({ name, panels, version });
  const done = (): void => {
    if (draft === null || keep.isPending) return;
    const named = {
      // Who has been told of the other's change and goes on means to replace it.
      version: draft.isOutdated ? version : draft.version,
      name: draft.name.trim() || board.name,
      panels: draft.panels.map((panel) => ({ ...panel, name: panel.name.trim() || 'Text' })),
    };
    keep.mutate(
      { id, ...named },
      {
        // What was moved or written meanwhile is not in what was sent.
        onSuccess: () => latest.current === draft && setDraft(null),
        onError: (error) =>
          isOutdated(error) && latest.current !== null && setDraft({ ...latest.current, isOutdated: true }),
      },
    );
  };
  const change = (next: readonly BoardPanel[]): void => {
    if (draft === null) keep.mutate({ id, name, panels: next, version });
    else setDraft({ ...draft, panels: next });
  };
  useKeys({ arrange: draft === null ? begin : done });
  // A text is written where it stands.
  const write = (): void =>
    setDraft({ version, ...draft, name, panels: addPanel(panels, { name: 'Read me', text: '' }) });
  const add = <AddPanel panels={panels} onAdd={(panel) => change(addPanel(panels, panel))} onText={write} />;
  return (
    <Page>
      <PageHead
        title={name}
        path={<BoardPath />}
        beside={
          <small className={styles.note}>
            {countText(panels.length)} {panels.length === 1 ? 'panel' : 'panels'}, changed{' '}
            <Moment ms={Date.parse(board.savedAt)}>{ageText(Date.parse(board.savedAt), zone, Date.now())}</Moment>
          </small>
        }
      >
        {draft === null ? (
          <>
            <FacetRow facets={BOARD_FACETS} />
            {add}
            <ShareButton />
            <Button onClick={begin} title={keyTitle('Arrange', 'arrange')}>
              Arrange
            </Button>
          </>
        ) : (
          <>
            <TextField
              label="Name of the board"
              value={draft.name}
              maxLength={200}
              onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            />
            {add}
            <RemoveBoard
              onRemove={() =>
                remove.mutate(board, {
                  onSuccess: () => void navigate({ to: '/boards/{-$id}', params: { id: undefined } }),
                })
              }
            />
            <Button kind="quiet" onClick={() => setDraft(null)}>
              Cancel
            </Button>
            <Button kind="main" onClick={done} disabled={keep.isPending}>
              {draft.isOutdated ? 'Replace theirs' : 'Done'}
            </Button>
          </>
        )}
      </PageHead>
      {draft?.isOutdated && (
        <p role="alert" className={styles.outdated}>
          <TriangleAlert size={16} aria-hidden="true" />
          Someone else has changed this board since. What you see is yours: put it in the place of theirs, or cancel and
          see theirs.
        </p>
      )}
      {panels.length === 0 ? (
        <Empty title="Nothing on this board" minHeight={400}>
          Save a query in Explore or SQL, then add it here; or add a text.
        </Empty>
      ) : (
        <BoardPanels
          panels={panels}
          isArranging={draft !== null}
          onArrange={change}
          onView={(index, view) => change(changePanel(panels, index, { view }))}
          onText={(index, text) => change(changePanel(panels, index, text))}
        />
      )}
    </Page>
  );
}
