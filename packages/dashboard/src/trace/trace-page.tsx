// x
import { Empty } from '../ui/panel-state.tsx';

export function TracePage() {
  return <Empty title="Trace" minHeight={400} />;
}
