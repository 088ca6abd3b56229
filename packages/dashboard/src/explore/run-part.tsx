// Run, which is Cancel while an answer is under way; beneath it what the draft would read, or what the answer did.
import { LoaderCircle } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { StructuredAnswer, StructuredExplanation } from '../api/api-types.ts';
import { bytesText, usdText } from '../format/bytes.ts';
import { useKeys } from '../keys/use-keys.ts';
import { Button } from '../ui/button.tsx';
import { DraftEstimate } from './draft-estimate.tsx';
import type { ExploreState } from './explore-state.ts';
import styles from './run-part.module.css';

export interface Run {
  readonly isRunning: boolean;
  /** What is seen answers another question: the one before. */
  readonly isOld: boolean;
  readonly stats: StructuredAnswer['stats'] | undefined;
  /** Null where the frame of the answer, empty yet, offers it. */
  readonly cancel: (() => void) | null;
}

interface RunPartProps {
  readonly state: ExploreState;
  readonly run: Run;
  /** Of the draft. */
  readonly explanation: StructuredExplanation | undefined;
}

/** An answer within this time is no run that anyone would stop. */
const SPINNER_MS = 150;

export function RunPart({ state, run, explanation }: RunPartProps) {
  const { isRunning, isOld, stats, cancel } = run;
  // A draft has its own Run: it takes the place of what is under way.
  const canCancel = useStillTrue(isRunning && cancel !== null && !state.isEdited, SPINNER_MS);
  useKeys({ close: () => (canCancel ? cancel?.() : false) });
  return (
    <div className={styles.run}>
      {canCancel ? (
        <Button kind="main" hint="close" onClick={cancel!}>
          <LoaderCircle size={14} className={styles.spinner} aria-hidden="true" />
          Cancel
        </Button>
      ) : (
        <Button kind="main" hint="run" onClick={state.run}>
          Run
        </Button>
      )}
      <span role="status">
        {isRunning ? (
          'running'
        ) : state.isEdited ? (
          <DraftEstimate explanation={explanation} />
        ) : isOld ? (
          'cancelled'
        ) : (
          // Read aloud with its rows, once, by the page.
          stats !== undefined && (
            <span aria-hidden="true">
              {bytesText(stats.bytesScanned)} · {usdText(stats.costUsd)}
            </span>
          )
        )}
      </span>
    </div>
  );
}

/** True once it has been for a while; false at once. */
function useStillTrue(isTrue: boolean, afterMs: number): boolean {
  const [isStill, setStill] = useState(false);
  useEffect(() => {
    if (!isTrue) return;
    const timer = setTimeout(() => setStill(true), afterMs);
    return () => {
      clearTimeout(timer);
      setStill(false);
    };
  }, [isTrue, afterMs]);
  return isTrue && isStill;
}
