// All boards: their name, what is on them, when they were changed; a new one.
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { savedOf } from '../api/api-queries.ts';
import type { Saved } from '../api/api-types.ts';
import { randomId } from '../api/random-id.ts';
import { countText } from '../format/count.ts';
import { ageText } from '../format/moment.ts';
import { useSettings } from '../settings.ts';
import { Button } from '../ui/button.tsx';
import { type Column, DataTable } from '../ui/data-table.tsx';
import { Moment } from '../ui/moment.tsx';
import { NameForm } from '../ui/name-form.tsx';
import { Page } from '../ui/page.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Panel } from '../ui/panel.tsx';
import { Answer } from '../ui/panel-state.tsx';
import { ALL_SAVED_ID, ALL_SAVED_NAME } from './all-saved.ts';
import { useBoardWrites } from './board-documents.ts';
import { NoBoards } from './no-boards.tsx';

interface BoardRow {
  readonly id: string;
  readonly name: string;
  readonly questions: readonly string[];
  readonly changedAt: string | undefined;
}

export function BoardList() {
  const boards = useQuery(savedOf('board'));
  const questions = useQuery(savedOf('query'));
  const navigate = useNavigate();
  const { keep } = useBoardWrites();
  const [isNaming, setNaming] = useState(false);
  const open = (id: string): void => void navigate({ to: '/boards/{-$id}', params: { id } });
  const make = (name: string): void => {
    setNaming(false);
    const id = randomId();
    keep.mutate({ id, name }, { onSuccess: () => open(id) });
  };
  return (
    <Page>
      <PageHead title="Boards" onPhone="actions">
        <NameForm
          label="New board"
          does="Make"
          trigger={<Button icon={<Plus size={14} />}>New board</Button>}
          isOpen={isNaming}
          onOpenChange={setNaming}
          onName={make}
        />
      </PageHead>
      <Panel label="Boards">
        <Answer query={boards} minHeight={400}>
          {({ saved }) => (
            <Answer query={questions} minHeight={400}>
              {(all) =>
                saved.length + all.saved.length === 0 ? (
                  <NoBoards />
                ) : (
                  <BoardTable rows={rowsOf(saved, all.saved)} onOpen={open} />
                )
              }
            </Answer>
          )}
        </Answer>
      </Panel>
    </Page>
  );
}

function BoardTable({ rows, onOpen }: { readonly rows: readonly BoardRow[]; readonly onOpen: (id: string) => void }) {
  const { zone } = useSettings();
  const columns: readonly Column<BoardRow>[] = [
    {
      key: 'name',
      title: 'Board',
      cell: ({ id, name }) => (
        <button type="button" onClick={() => onOpen(id)}>
          <b>{name}</b>
        </button>
      ),
    },
    {
      key: 'questions',
      title: 'Questions',
      align: 'right',
      width: 100,
      cell: ({ questions }) => countText(questions.length),
    },
    { key: 'about', title: 'On it', from: 'tablet', cell: ({ questions }) => questions.join(', ') },
    {
      key: 'changed',
      title: 'Changed',
      width: 150,
      cell: ({ changedAt }) =>
        changedAt === undefined ? (
          '–'
        ) : (
          <Moment ms={Date.parse(changedAt)}>{ageText(Date.parse(changedAt), zone, Date.now())}</Moment>
        ),
    },
  ];
  return (
    <DataTable
      label="Boards"
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      onOpen={({ id }) => onOpen(id)}
      isNarrow
    />
  );
}

function rowsOf(boards: readonly Saved[], questions: readonly Saved[]): readonly BoardRow[] {
  return [
    {
      id: ALL_SAVED_ID,
      name: ALL_SAVED_NAME,
      questions: questions.map(({ name }) => name),
      changedAt: questions[0]?.savedAt,
    },
    ...boards.map(({ id, name, panels = [], savedAt }) => ({
      id,
      name,
      questions: panels.map((panel) => panel.name),
      changedAt: savedAt,
    })),
  ];
}
