// Letters and ↵ between a key that opens a field and the field itself: without this they were keys of the page, or lost.
import { createContext, useMemo } from 'react';

export interface EarlyLetters {
  readonly start: () => void;
  /** What was typed since, and whether ↵ came behind it; from here on the field takes the keys itself. */
  readonly stop: () => { readonly typed: string; readonly isEntered: boolean };
}

/** Of the lists beneath it: the first that is there takes what was typed before. */
export const EarlyTyping = createContext<EarlyLetters | null>(null);

export function useEarlyLetters(): EarlyLetters {
  return useMemo(() => earlyLetters(window), []);
}

export function earlyLetters(target: Pick<Window, 'addEventListener' | 'removeEventListener'>): EarlyLetters {
  let typed = '';
  let isEntered = false;
  const take = (event: KeyboardEvent): void => {
    const isLetter = event.key.length === 1 && !event.metaKey && !event.ctrlKey && !event.altKey;
    if (!isLetter && event.key !== 'Enter') return;
    if (isLetter) typed += event.key;
    isEntered = !isLetter;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  return {
    start() {
      typed = '';
      isEntered = false;
      target.addEventListener('keydown', take, { capture: true });
    },
    stop() {
      target.removeEventListener('keydown', take, { capture: true });
      const taken = { typed, isEntered };
      [typed, isEntered] = ['', false];
      return taken;
    },
  };
}
