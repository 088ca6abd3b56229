// A moment as it is written where it stands; the pointer over it says it in full, and a copy of it is ISO 8601 UTC.
import type { ClipboardEvent, ReactNode } from 'react';
import { fullMomentText } from '../format/moment.ts';

interface MomentProps {
  readonly ms: number;
  /** Of the epoch, where they are known. */
  readonly nanos?: bigint | undefined;
  readonly children: ReactNode;
}

export function Moment({ ms, nanos, children }: MomentProps) {
  const iso = new Date(ms).toISOString();
  const copy = (event: ClipboardEvent): void => {
    event.clipboardData.setData('text/plain', iso);
    event.preventDefault();
  };
  return (
    <time dateTime={iso} title={fullMomentText(ms, Date.now(), nanos)} onCopy={copy}>
      {children}
    </time>
  );
}
