// Bodies of spans are read in parts, so that the function's next POST is taken between them. What decides whose spans are, or comes when nothing may follow,
// waits its turn behind them: of an invocation that INVOKE began meanwhile they would be its own.
import type { WideRow } from '@tracelake/otlp';
import type { Happening } from './extension-input.ts';

/**
 * A row takes 0.15 to 0.35 ms in a process without optimizing compilers: of 50 spans the next POST waited 10 ms (median, when they come without a pause),
 * now 2.
 */
const ROWS_A_TURN = 4;

export interface BodyOfSpans {
  readonly kind: 'body';
  readonly rows: Iterator<WideRow>;
}

export type InTurn = Happening | BodyOfSpans;

/**
 * `later` is what lets others have their turn: not once SHUTDOWN waits, since no function does any more. Half of its time is for what is read before it:
 * what is left then is not read, so that it is told, and the last invocation with it. 512 spans take nearly all of it in a function of 128 MB.
 */
export function createBodyTurns(
  tell: (happening: Happening) => void,
  later: (goOn: () => void) => void,
  now: () => number,
): (next: InTurn) => void {
  const waiting: InTurn[] = [];
  let isOpen = false;
  let isEnding = false;
  let untilMs = Infinity;

  function goOn(): void {
    isOpen = true;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (next.kind !== 'body') tell(next);
      else if (now() >= untilMs) {
        // As much of it as was read is whole.
        tell({ kind: 'spans', rows: [] });
        tell({ kind: 'dropped', reason: 'shutdown', count: 1 });
      } else if (readPart(next.rows)) {
        if (isEnding) continue;
        later(goOn);
        return;
      }
      waiting.shift();
    }
    isOpen = false;
  }

  /** Whether more of the body is to come. */
  function readPart(source: Iterator<WideRow>): boolean {
    const rows: WideRow[] = [];
    let isPart = true;
    while (isPart && rows.length < ROWS_A_TURN) {
      const { done, value } = source.next();
      if (done) isPart = false;
      else rows.push(value);
    }
    tell({ kind: 'spans', rows, isPart });
    return isPart;
  }

  return (next) => {
    waiting.push(next);
    if (next.kind === 'shutdown') {
      isEnding = true;
      untilMs = (now() + next.event.deadlineMs) / 2;
    }
    if (!isOpen) goOn();
  };
}
