// What only adds to a view, and comes later than it: where it does not come, the view is as it was without it.
import { CatchBoundary } from '@tanstack/react-router';
import { type ReactNode, Suspense } from 'react';

interface LateExtraProps {
  /** In its place until then, and for good where it does not come. */
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

export function LateExtra({ fallback = null, children }: LateExtraProps) {
  return (
    <CatchBoundary getResetKey={() => ''} errorComponent={() => fallback}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </CatchBoundary>
  );
}
