// Which lines of charts are hidden, by their labels: a press sees one alone, with shift it hides one. Shared by the charts and the rows of one question.
import { useState } from 'react';

export type HiddenLines = ReadonlySet<string>;

export interface LineChoice {
  readonly hidden: HiddenLines;
  press(label: string, isShift: boolean): void;
}

/** @param all of the lines there are @returns what is hidden after the press; a second press sees all again */
export function afterPress(hidden: HiddenLines, all: readonly string[], label: string, isShift: boolean): HiddenLines {
  if (isShift) return new Set(all.filter((one) => hidden.has(one) !== (one === label)));
  const isAlone = all.every((one) => (one === label ? !hidden.has(one) : hidden.has(one)));
  return new Set(isAlone ? [] : all.filter((one) => one !== label));
}

/** @param of what the lines are of: another question shows all of its lines */
export function useLineChoice(of: string, all: readonly string[]): LineChoice {
  const [choice, setChoice] = useState<{ readonly of: string; readonly hidden: HiddenLines }>({
    of,
    hidden: new Set(),
  });
  const hidden: HiddenLines = choice.of === of ? choice.hidden : new Set();
  return { hidden, press: (label, isShift) => setChoice({ of, hidden: afterPress(hidden, all, label, isShift) }) };
}
