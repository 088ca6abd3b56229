// x
import { Empty } from '../ui/panel-state.tsx';

export function FunctionPage() {
  return <Empty title="Function" minHeight={400} />;
}
