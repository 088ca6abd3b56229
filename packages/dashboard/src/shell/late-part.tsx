// A part of the page that comes when it is first opened. Where it does not come, that part alone is missing, and what was begun round it stays.
import { CatchBoundary, type ErrorComponentProps } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';
import { ViewFailed } from './view-failed.tsx';

interface LatePartProps {
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

export function LatePart({ fallback, children }: LatePartProps) {
  return (
    <CatchBoundary getResetKey={() => ''} errorComponent={PartFailed}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </CatchBoundary>
  );
}

function PartFailed(props: ErrorComponentProps) {
  return <ViewFailed {...props} minHeight={120} />;
}
