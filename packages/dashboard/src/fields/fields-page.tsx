// x
import { Empty } from '../ui/panel-state.tsx';

export function FieldsPage() {
  return <Empty title="Fields" minHeight={400} />;
}
