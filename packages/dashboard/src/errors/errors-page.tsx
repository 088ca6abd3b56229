// x
import { Empty } from '../ui/panel-state.tsx';

export function ErrorsPage() {
  return <Empty title="Errors" minHeight={400} />;
}
