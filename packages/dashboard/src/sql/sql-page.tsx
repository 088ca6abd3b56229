// x
import { Empty } from '../ui/panel-state.tsx';

export function SqlPage() {
  return <Empty title="SQL" minHeight={400} />;
}
