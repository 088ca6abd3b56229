// x
import { Empty } from '../ui/panel-state.tsx';

export function HealthPage() {
  return <Empty title="Health" minHeight={400} />;
}
