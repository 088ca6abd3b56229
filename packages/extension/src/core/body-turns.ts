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
 * `later` is what lets others have their turn. Where `isWhole`, a body is read without a pause, as it is behind SHUTDOWN: no function waits any more, and
 * the process may end before the next turn.
 */
export function createBodyTurns(
  tell: (happening: Happening) => void,
  later: (goOn: () => void) => void,
  isWhole: boolean,
): (next: InTurn) => void {
  const waiting: InTurn[] = [];
  let isOpen = false;

  function goOn(): void {
    isOpen = true;
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (next.kind !== 'body') {
        isWhole ||= next.kind === 'shutdown';
        tell(next);
      } else if (readPart(next.rows)) {
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
    while (isPart && (isWhole || rows.length < ROWS_A_TURN)) {
      const { done, value } = source.next();
      if (done) isPart = false;
      else rows.push(value);
    }
    tell({ kind: 'spans', rows, isPart });
    return isPart;
  }

  return (next) => {
    waiting.push(next);
    if (!isOpen) goOn();
  };
}
