// A view that threw: what it said, and a way on. The rest of the page stays. Files of the page that no longer come are a case of their own.
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useState } from 'react';
import { unreachable } from '../api/api-problem.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/panel-state.tsx';

/** What browsers and the bundler say of a part that cannot be fetched. */
const MISSING_PART = /preload CSS|dynamically imported module|importing a module script/i;

interface ViewFailedProps extends ErrorComponentProps {
  readonly minHeight?: number;
}

export function ViewFailed({ error, reset, minHeight = 400 }: ViewFailedProps) {
  const text = error instanceof Error ? error.message : String(error);
  if (MISSING_PART.test(text)) return <PartMissing minHeight={minHeight} />;
  return (
    <Empty title="This view failed" minHeight={minHeight} action={<Button onClick={reset}>Try again</Button>}>
      {text}
    </Empty>
  );
}

/** The server is down, or a newer one whose files have other names: only the whole page anew helps, and only once it answers. */
function PartMissing({ minHeight }: { readonly minHeight: number }) {
  const [isSilent, setSilent] = useState(false);
  const reload = async (): Promise<void> => {
    const answer = await fetch(location.href, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer === null) setSilent(true);
    else location.reload();
  };
  return (
    <Empty
      title={isSilent ? unreachable().title : 'A part of the page cannot be loaded'}
      minHeight={minHeight}
      action={<Button onClick={() => void reload()}>Load the page anew</Button>}
    >
      {isSilent ? unreachable().hint : 'The server stopped, or it is a newer one.'}
    </Empty>
  );
}
