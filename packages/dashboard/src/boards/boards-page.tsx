// Boards: what is looked at every day. The list of them, all saved questions as the first, and those that were put together.
import { getRouteApi } from '@tanstack/react-router';
import { ALL_SAVED_ID } from './all-saved.ts';
import { BoardList } from './board-list.tsx';
import { OwnBoard } from './own-board.tsx';
import { SavedBoard } from './saved-board.tsx';

const route = getRouteApi('/boards/{-$id}');

export function BoardsPage() {
  const { id } = route.useParams();
  if (id === undefined) return <BoardList />;
  return id === ALL_SAVED_ID ? <SavedBoard /> : <OwnBoard key={id} id={id} />;
}
