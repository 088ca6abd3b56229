// x
import { Empty } from '../ui/panel-state.tsx';

export function OverviewPage() {
  return <Empty title="Overview" minHeight={400} />;
}
