// x
import { Empty } from '../ui/panel-state.tsx';

export function BoardsPage() {
  return <Empty title="Boards" minHeight={400} />;
}
