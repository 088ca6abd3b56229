// A view that threw: what it said, and a way on. The rest of the page stays.
import type { ErrorComponentProps } from '@tanstack/react-router';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/panel-state.tsx';

export function ViewFailed({ error, reset }: ErrorComponentProps) {
  return (
    <Empty title="This view failed" minHeight={400} action={<Button onClick={reset}>Try again</Button>}>
      {error instanceof Error ? error.message : String(error)}
    </Empty>
  );
}
